/* The call gate for the System V x86-64 calling convention: System V ABI, AMD64 supplement, section 3.2. */
#define CALL_GATE ffi_gate_system_v_x64
#define ROW_LOOP
#include "image_offsets.h"

.macro  LOAD_INTEGERS
        movq    IMAGE_INTEGERS+0(%rbx), %rdi
        movq    IMAGE_INTEGERS+8(%rbx), %rsi
        movq    IMAGE_INTEGERS+16(%rbx), %rdx
        movq    IMAGE_INTEGERS+24(%rbx), %rcx
        movq    IMAGE_INTEGERS+32(%rbx), %r8
        movq    IMAGE_INTEGERS+40(%rbx), %r9
.endm

/* A 16-byte load of a slot that was just written by an 8-byte store cannot be forwarded and stalls for some 10 ns: so 8 bytes unless asked. */
.macro  LOAD_REGISTERS
        LOAD_INTEGERS
        movsd   IMAGE_VECTORS+0(%rbx), %xmm0
        movsd   IMAGE_VECTORS+16(%rbx), %xmm1
        movsd   IMAGE_VECTORS+32(%rbx), %xmm2
        movsd   IMAGE_VECTORS+48(%rbx), %xmm3
        movsd   IMAGE_VECTORS+64(%rbx), %xmm4
        movsd   IMAGE_VECTORS+80(%rbx), %xmm5
        movsd   IMAGE_VECTORS+96(%rbx), %xmm6
        movsd   IMAGE_VECTORS+112(%rbx), %xmm7
.endm

.macro  LOAD_WIDE
        LOAD_INTEGERS
        movups  IMAGE_VECTORS+0(%rbx), %xmm0
        movups  IMAGE_VECTORS+16(%rbx), %xmm1
        movups  IMAGE_VECTORS+32(%rbx), %xmm2
        movups  IMAGE_VECTORS+48(%rbx), %xmm3
        movups  IMAGE_VECTORS+64(%rbx), %xmm4
        movups  IMAGE_VECTORS+80(%rbx), %xmm5
        movups  IMAGE_VECTORS+96(%rbx), %xmm6
        movups  IMAGE_VECTORS+112(%rbx), %xmm7
.endm

#include "call_gate.inc"
