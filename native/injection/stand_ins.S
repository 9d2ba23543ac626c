/* Stand-ins that C cannot write: they must leave the arguments of a function that they do not know as they are, or return in one register alone. Each has an
   entry for every place, which says by R11 which it is; R10 and R11 carry no argument, and no result. */
#include "injection.h"

        .bss
        .p2align 3
.Lwords:
        .zero   8 * PLACES
.Lnumbers:
        .zero   8 * PLACES
        .text

.macro  FUNCTION name
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

.macro  ENTRIES name, common
        .p2align 4
        .globl  \name
        .type   \name, @function
\name:
        .cfi_startproc
        .set    place, 0
        .rept   PLACES
        endbr64
        movl    $place, %r11d
        jmp     \common
        .p2align 4
        .set    place, place + 1
        .endr
        .org    \name + PLACES * PLACE_BYTES      /* an error where they are longer */
        .cfi_endproc
        .size   \name, . - \name
.endm

ENTRIES injection_waits, .Lwaits
ENTRIES injection_throws, .Lthrows
ENTRIES injection_returns_word, .Lreturns_word
ENTRIES injection_returns_half, .Lreturns_half
ENTRIES injection_returns_number, .Lreturns_number

/* Every register that may hold an argument, in either convention, or that the other one preserves and ours does not. The stack is as it was. */
        .p2align 4
.Lwaits:
        .cfi_startproc
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
        movl    %r11d, %edi
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
        .cfi_endproc

.Lthrows:
        movl    %r11d, %edi
        jmp     injection_throw

.Lreturns_word:
        leaq    .Lwords(%rip), %r10
        movq    (%r10, %r11, 8), %rax
        ret

.Lreturns_half:
        leaq    .Lwords(%rip), %r10
        movl    (%r10, %r11, 8), %eax
        ret

.Lreturns_number:
        leaq    .Lnumbers(%rip), %r10
        movsd   (%r10, %r11, 8), %xmm0
        ret

FUNCTION injection_keep_word
        andl    $PLACES - 1, %esi
        leaq    .Lwords(%rip), %r10
        movq    %rdi, (%r10, %rsi, 8)
        ret
END injection_keep_word

FUNCTION injection_keep_number
        andl    $PLACES - 1, %edi
        leaq    .Lnumbers(%rip), %r10
        movsd   %xmm0, (%r10, %rdi, 8)
        ret
END injection_keep_number

        .section .note.GNU-stack, "", @progbits
