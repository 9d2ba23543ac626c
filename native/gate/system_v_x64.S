/* The call gate for the System V x86-64 calling convention: loads an image into the machine, calls, stores the machine back.

     uint32_t ffi_gate_system_v_x64(struct ffi_image *image);      returns GATE_RETURNED, GATE_CPP_EXCEPTION, ...

   The frame stands on RBP with full unwind information, so that backtraces and C++ exceptions find their way through it;
   ffi_gate_personality (gate/exceptions.c) stops every unwind here and continues at ffi_gate_landing.
   Source of the convention: System V ABI, AMD64 supplement, section 3.2. */
#include "image_offsets.h"

/* Below RBP: */
#define SAVED_RBX        -8
#define SAVED_R12        -16
#define MXCSR_BEFORE     -20
#define X87_BEFORE       -24
#define MXCSR_AFTER      -28
#define X87_AFTER        -32
#define FRAME_SIZE        32

#define MXCSR_CONTROL    0xFFC0   /* rounding, masks, flush and denormal modes; the low six bits are sticky results */
#define X87_TOP          0x3800
#define DIRECTION_FLAG   0x400

        .text
        .p2align 4
        .globl  ffi_gate_system_v_x64
        .hidden ffi_gate_system_v_x64
        .type   ffi_gate_system_v_x64, @function
ffi_gate_system_v_x64:
        .cfi_startproc
        .cfi_personality 0x1b, ffi_gate_personality
        endbr64
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        subq    $FRAME_SIZE, %rsp
        movq    %rbx, SAVED_RBX(%rbp)
        .cfi_offset %rbx, -24
        movq    %r12, SAVED_R12(%rbp)
        .cfi_offset %r12, -32

        movq    %rdi, %rbx
        stmxcsr MXCSR_BEFORE(%rbp)
        fnstcw  X87_BEFORE(%rbp)
        call    __errno_location@PLT
        movq    %rax, %r12
        movl    IMAGE_ERRNO_BEFORE(%rbx), %ecx
        movl    %ecx, (%r12)

        /* The argument area ends up aligned at its low end, as the caller of a function has it. Written from the top
           downwards, so that a large area meets the stack's guard page and does not jump over it. */
        movl    IMAGE_STACK_WORDS(%rbx), %ecx
        movl    IMAGE_STACK_ALIGNMENT(%rbx), %eax
        leaq    (,%rcx,8), %rdx
        negq    %rax
        subq    %rdx, %rsp
        andq    %rax, %rsp
        testl   %ecx, %ecx
        jz      .Lregisters
.Lword: movq    IMAGE_STACK-8(%rbx,%rcx,8), %rax
        movq    %rax, -8(%rsp,%rcx,8)
        decl    %ecx
        jnz     .Lword

.Lregisters:
        movq    IMAGE_TARGET(%rbx), %r11
        movq    IMAGE_INTEGERS+0(%rbx), %rdi
        movq    IMAGE_INTEGERS+8(%rbx), %rsi
        movq    IMAGE_INTEGERS+16(%rbx), %rdx
        movq    IMAGE_INTEGERS+24(%rbx), %rcx
        movq    IMAGE_INTEGERS+32(%rbx), %r8
        movq    IMAGE_INTEGERS+40(%rbx), %r9
        /* A 16-byte load of a slot that was just written by an 8-byte store cannot be forwarded and stalls for some 10 ns:
           so 8 bytes unless asked. */
        testl   $IMAGE_FLAG_WIDE_VECTORS, IMAGE_FLAGS(%rbx)
        jnz     .Lwide
        movsd   IMAGE_VECTORS+0(%rbx), %xmm0
        movsd   IMAGE_VECTORS+16(%rbx), %xmm1
        movsd   IMAGE_VECTORS+32(%rbx), %xmm2
        movsd   IMAGE_VECTORS+48(%rbx), %xmm3
        movsd   IMAGE_VECTORS+64(%rbx), %xmm4
        movsd   IMAGE_VECTORS+80(%rbx), %xmm5
        movsd   IMAGE_VECTORS+96(%rbx), %xmm6
        movsd   IMAGE_VECTORS+112(%rbx), %xmm7
.Lcall: movabsq $GATE_RESULT_POISON, %rax      /* al = 8 is also what a variadic callee reads */
        call    *%r11

        movq    %rax, IMAGE_RAX(%rbx)
        movq    %rdx, IMAGE_RDX(%rbx)
        movups  %xmm0, IMAGE_XMM0(%rbx)
        movups  %xmm1, IMAGE_XMM1(%rbx)
        movl    (%r12), %ecx
        movl    %ecx, IMAGE_ERRNO_AFTER(%rbx)
        testl   $IMAGE_FLAG_POP_ST0 | IMAGE_FLAG_POP_ST1, IMAGE_FLAGS(%rbx)
        jnz     .Lpop
.Lpopped:
        xorl    %r8d, %r8d                     /* GATE_RETURNED */

        /* Whatever the callee left behind in the modes, managed code must not inherit it. */
.Lrestore:
        leaq    -FRAME_SIZE(%rbp), %rsp
        pushfq
        popq    %rcx
        andl    $DIRECTION_FLAG, %ecx
        stmxcsr MXCSR_AFTER(%rbp)
        movl    MXCSR_AFTER(%rbp), %edx
        xorl    MXCSR_BEFORE(%rbp), %edx
        andl    $MXCSR_CONTROL, %edx
        orl     %edx, %ecx
        fnstcw  X87_AFTER(%rbp)
        movzwl  X87_AFTER(%rbp), %edx
        xorw    X87_BEFORE(%rbp), %dx
        orl     %edx, %ecx
        jnz     .Lmodes
.Lmodes_right:
        fnstsw  %ax
        testl   $X87_TOP, %eax
        jnz     .Lx87_stack
        emms                                   /* MMX code leaves every x87 register marked as used */
.Lleave:
        movl    %r8d, %eax
        movq    SAVED_R12(%rbp), %r12
        movq    SAVED_RBX(%rbp), %rbx
        .cfi_remember_state
        leave
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state

.Lwide: movups  IMAGE_VECTORS+0(%rbx), %xmm0
        movups  IMAGE_VECTORS+16(%rbx), %xmm1
        movups  IMAGE_VECTORS+32(%rbx), %xmm2
        movups  IMAGE_VECTORS+48(%rbx), %xmm3
        movups  IMAGE_VECTORS+64(%rbx), %xmm4
        movups  IMAGE_VECTORS+80(%rbx), %xmm5
        movups  IMAGE_VECTORS+96(%rbx), %xmm6
        movups  IMAGE_VECTORS+112(%rbx), %xmm7
        jmp     .Lcall

.Lpop:  fstpt   IMAGE_ST0(%rbx)
        testl   $IMAGE_FLAG_POP_ST1, IMAGE_FLAGS(%rbx)
        jz      .Lpopped
        fstpt   IMAGE_ST1(%rbx)
        jmp     .Lpopped

.Lmodes:
        cld
        ldmxcsr MXCSR_BEFORE(%rbp)
        fnclex                                 /* fldcw would raise what a callee unmasked and left pending */
        fldcw   X87_BEFORE(%rbp)
        orl     $IMAGE_MODES_CHANGED, IMAGE_MXCSR_CHANGED(%rbx)
        jmp     .Lmodes_right

        /* A value left on the x87 stack, or one popped that was not there: the prototype is wrong about long double. */
.Lx87_stack:
        fninit
        fldcw   X87_BEFORE(%rbp)
        orl     $IMAGE_X87_UNBALANCED, IMAGE_MXCSR_CHANGED(%rbx)
        jmp     .Lleave

        /* The unwinder continues here; the personality routine put the exception into rax and how it ended into rdx. */
        .globl  ffi_gate_landing
        .hidden ffi_gate_landing
ffi_gate_landing:
        endbr64
        movq    %rax, IMAGE_EXCEPTION(%rbx)
        movl    %edx, %r8d
        movl    (%r12), %ecx
        movl    %ecx, IMAGE_ERRNO_AFTER(%rbx)
        jmp     .Lrestore
        .cfi_endproc
        .size   ffi_gate_system_v_x64, . - ffi_gate_system_v_x64

        .section .note.GNU-stack, "", @progbits
