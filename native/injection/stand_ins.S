/* Stand-ins that C cannot write: they must leave the arguments of a function that they do not know as they are, or return in one register alone. */

        .bss
        .p2align 3
.Lword: .zero   8
.Lnumber:
        .zero   8
        .text

.macro  STAND_IN name
        .p2align 4
        .globl  \name
        .type   \name, @function
\name:
        .cfi_startproc
        endbr64
.endm

.macro  END name
        .cfi_endproc
        .size   \name, . - \name
.endm

/* Every register that may hold an argument, in either convention, or that the other one preserves and ours does not. The stack is as it was. */
STAND_IN injection_waits
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        subq    $320, %rsp
        movq    %rdi, (%rsp)
        movq    %rsi, 8(%rsp)
        movq    %rdx, 16(%rsp)
        movq    %rcx, 24(%rsp)
        movq    %r8, 32(%rsp)
        movq    %r9, 40(%rsp)
        movq    %rax, 48(%rsp)
        movq    %r10, 56(%rsp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movaps  %xmm\n, 64 + 16 * \n(%rsp)
        .endr
        call    injection_wait
        movq    %rax, %r11
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movaps  64 + 16 * \n(%rsp), %xmm\n
        .endr
        movq    (%rsp), %rdi
        movq    8(%rsp), %rsi
        movq    16(%rsp), %rdx
        movq    24(%rsp), %rcx
        movq    32(%rsp), %r8
        movq    40(%rsp), %r9
        movq    48(%rsp), %rax
        movq    56(%rsp), %r10
        leave
        .cfi_def_cfa %rsp, 8
        jmp     *%r11
END injection_waits

STAND_IN injection_keep_word
        movq    %rdi, .Lword(%rip)
        ret
END injection_keep_word

STAND_IN injection_keep_number
        movsd   %xmm0, .Lnumber(%rip)
        ret
END injection_keep_number

STAND_IN injection_returns_word
        movq    .Lword(%rip), %rax
        ret
END injection_returns_word

STAND_IN injection_returns_half
        movl    .Lword(%rip), %eax
        ret
END injection_returns_half

STAND_IN injection_returns_number
        movsd   .Lnumber(%rip), %xmm0
        ret
END injection_returns_number

        .section .note.GNU-stack, "", @progbits
