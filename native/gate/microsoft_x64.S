/* The call gate for the Microsoft x64 calling convention, as GCC compiles it on Linux for __attribute__((ms_abi)): "x64 calling convention" of
   the Visual C++ documentation. The n-th argument has the n-th register of one kind; both kinds are loaded, and the callee knows which it wants.
   The first four words of the argument area are the 32 bytes of shadow space that the callee may write. */
#define CALL_GATE ffi_gate_microsoft_x64
#include "image_offsets.h"

.macro  LOAD_INTEGERS
        movq    IMAGE_INTEGERS+0(%rbx), %rcx
        movq    IMAGE_INTEGERS+8(%rbx), %rdx
        movq    IMAGE_INTEGERS+16(%rbx), %r8
        movq    IMAGE_INTEGERS+24(%rbx), %r9
        movabsq $GATE_TELL_TALE_OTHER_CONVENTION, %rdi
        movq    %rdi, %rsi
.endm

.macro  LOAD_REGISTERS
        LOAD_INTEGERS
        movsd   IMAGE_VECTORS+0(%rbx), %xmm0
        movsd   IMAGE_VECTORS+16(%rbx), %xmm1
        movsd   IMAGE_VECTORS+32(%rbx), %xmm2
        movsd   IMAGE_VECTORS+48(%rbx), %xmm3
.endm

.macro  LOAD_WIDE
        LOAD_INTEGERS
        movups  IMAGE_VECTORS+0(%rbx), %xmm0
        movups  IMAGE_VECTORS+16(%rbx), %xmm1
        movups  IMAGE_VECTORS+32(%rbx), %xmm2
        movups  IMAGE_VECTORS+48(%rbx), %xmm3
.endm

#include "call_gate.inc"
