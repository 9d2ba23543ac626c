/* Instructions that end a process by themselves. */
#include "faults.h"

void illegal_instruction(void) { __asm__ volatile("ud2"); }

void trap(void) { __asm__ volatile("int3"); }

void privileged_instruction(void) { __asm__ volatile("hlt"); }

void misaligned_vector(void)
{
    char bytes[64] __attribute__((aligned(16))) = { 0 };
    __asm__ volatile("movaps (%0), %%xmm1" : : "r"(bytes + 1) : "xmm1", "memory");
}
