/* The functions that native code calls as its callbacks: a table of them for each convention. Each loads its number and goes on to the routine
   of its convention, which saves the argument registers as struct ffi_arrival, lets C ask the host, and returns what the host said.
   The caller's floating-point modes are put aside for as long: what runs meanwhile expects the usual ones. Unwind information is complete,
   so that a backtrace shows who called back. */
#include "arrival_offsets.h"

#define USUAL_X87 0x37F

        .section .rodata
        .p2align 2
.Lusual_mxcsr:
        .long   0x1F80
.Lusual_x87:
        .value  USUAL_X87
        .text

.macro  TRAMPOLINE_TABLE table, routine
        .p2align 4
        .globl  \table
        .hidden \table
        .type   \table, @function
\table:
        .cfi_startproc
        .set    number, 0
        .rept   TRAMPOLINES
        endbr64
        movl    $number, %r11d           /* r11 holds no argument in either convention */
        jmp     \routine
        .p2align 4                       /* TRAMPOLINE_SIZE */
        .set    number, number + 1
        .endr
        .cfi_endproc
        .size   \table, . - \table
.endm

.macro  ENTER_ROUTINE size
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        subq    $\size, %rsp
.endm

/* The x87 environment is saved only where it is unusual: that takes a hundred cycles. */
.macro  ASK_HOST convention
        leaq    16(%rbp), %rax
        movq    %rax, ARRIVAL_STACK(%rsp)
        movl    %r11d, ARRIVAL_INDEX(%rsp)
        movl    $\convention, ARRIVAL_CONVENTION(%rsp)
        stmxcsr ARRIVAL_MXCSR(%rsp)
        fnstcw  ARRIVAL_X87(%rsp)
        ldmxcsr .Lusual_mxcsr(%rip)
        cmpw    $USUAL_X87, ARRIVAL_X87(%rsp)
        je      1f
        fnstenv ARRIVAL_ENVIRONMENT(%rsp)
        fldcw   .Lusual_x87(%rip)
1:      movq    %rsp, %rdi
        call    ffi_callback_arrived
        cmpw    $USUAL_X87, ARRIVAL_X87(%rsp)
        je      1f
        fldenv  ARRIVAL_ENVIRONMENT(%rsp)
1:      ldmxcsr ARRIVAL_MXCSR(%rsp)
        movq    ARRIVAL_RAX(%rsp), %rax
        movq    ARRIVAL_RDX(%rsp), %rdx
        movups  ARRIVAL_XMM0(%rsp), %xmm0
        movups  ARRIVAL_XMM1(%rsp), %xmm1
.endm

        .p2align 4
        .type   arrive_system_v_x64, @function
arrive_system_v_x64:
        .cfi_startproc
        ENTER_ROUTINE ARRIVAL_SIZE
        movq    %rdi, ARRIVAL_INTEGERS+0(%rsp)
        movq    %rsi, ARRIVAL_INTEGERS+8(%rsp)
        movq    %rdx, ARRIVAL_INTEGERS+16(%rsp)
        movq    %rcx, ARRIVAL_INTEGERS+24(%rsp)
        movq    %r8, ARRIVAL_INTEGERS+32(%rsp)
        movq    %r9, ARRIVAL_INTEGERS+40(%rsp)
        movups  %xmm0, ARRIVAL_VECTORS+0(%rsp)
        movups  %xmm1, ARRIVAL_VECTORS+16(%rsp)
        movups  %xmm2, ARRIVAL_VECTORS+32(%rsp)
        movups  %xmm3, ARRIVAL_VECTORS+48(%rsp)
        movups  %xmm4, ARRIVAL_VECTORS+64(%rsp)
        movups  %xmm5, ARRIVAL_VECTORS+80(%rsp)
        movups  %xmm6, ARRIVAL_VECTORS+96(%rsp)
        movups  %xmm7, ARRIVAL_VECTORS+112(%rsp)
        ASK_HOST 0
        movl    ARRIVAL_RESULT(%rsp), %ecx
        testl   %ecx, %ecx
        jnz     .Lx87
.Lback: .cfi_remember_state
        leave
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state
.Lx87:  cmpl    $2, %ecx
        jne     1f
        fldt    ARRIVAL_ST1(%rsp)        /* the imaginary part, below the real one */
1:      fldt    ARRIVAL_ST0(%rsp)
        jmp     .Lback
        .cfi_endproc
        .size   arrive_system_v_x64, . - arrive_system_v_x64

/* Of the registers that this convention preserves, System V code may change rdi, rsi and xmm6 to xmm15. */
#define PRESERVED_VECTORS ARRIVAL_SIZE
#define MICROSOFT_FRAME   (ARRIVAL_SIZE + 10 * 16 + 16)

        .p2align 4
        .type   arrive_microsoft_x64, @function
arrive_microsoft_x64:
        .cfi_startproc
        ENTER_ROUTINE MICROSOFT_FRAME
        movq    %rdi, -8(%rbp)
        .cfi_offset %rdi, -24
        movq    %rsi, -16(%rbp)
        .cfi_offset %rsi, -32
        movups  %xmm6, PRESERVED_VECTORS+0(%rsp)
        movups  %xmm7, PRESERVED_VECTORS+16(%rsp)
        movups  %xmm8, PRESERVED_VECTORS+32(%rsp)
        movups  %xmm9, PRESERVED_VECTORS+48(%rsp)
        movups  %xmm10, PRESERVED_VECTORS+64(%rsp)
        movups  %xmm11, PRESERVED_VECTORS+80(%rsp)
        movups  %xmm12, PRESERVED_VECTORS+96(%rsp)
        movups  %xmm13, PRESERVED_VECTORS+112(%rsp)
        movups  %xmm14, PRESERVED_VECTORS+128(%rsp)
        movups  %xmm15, PRESERVED_VECTORS+144(%rsp)
        movq    %rcx, ARRIVAL_INTEGERS+0(%rsp)
        movq    %rdx, ARRIVAL_INTEGERS+8(%rsp)
        movq    %r8, ARRIVAL_INTEGERS+16(%rsp)
        movq    %r9, ARRIVAL_INTEGERS+24(%rsp)
        movups  %xmm0, ARRIVAL_VECTORS+0(%rsp)
        movups  %xmm1, ARRIVAL_VECTORS+16(%rsp)
        movups  %xmm2, ARRIVAL_VECTORS+32(%rsp)
        movups  %xmm3, ARRIVAL_VECTORS+48(%rsp)
        ASK_HOST 1
        movups  PRESERVED_VECTORS+0(%rsp), %xmm6
        movups  PRESERVED_VECTORS+16(%rsp), %xmm7
        movups  PRESERVED_VECTORS+32(%rsp), %xmm8
        movups  PRESERVED_VECTORS+48(%rsp), %xmm9
        movups  PRESERVED_VECTORS+64(%rsp), %xmm10
        movups  PRESERVED_VECTORS+80(%rsp), %xmm11
        movups  PRESERVED_VECTORS+96(%rsp), %xmm12
        movups  PRESERVED_VECTORS+112(%rsp), %xmm13
        movups  PRESERVED_VECTORS+128(%rsp), %xmm14
        movups  PRESERVED_VECTORS+144(%rsp), %xmm15
        movq    -8(%rbp), %rdi
        movq    -16(%rbp), %rsi
        leave
        .cfi_restore %rdi
        .cfi_restore %rsi
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   arrive_microsoft_x64, . - arrive_microsoft_x64

        TRAMPOLINE_TABLE ffi_trampolines_system_v_x64, arrive_system_v_x64
        TRAMPOLINE_TABLE ffi_trampolines_microsoft_x64, arrive_microsoft_x64

        .section .note.GNU-stack, "", @progbits
