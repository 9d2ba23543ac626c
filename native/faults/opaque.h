/* Hides a value's origin from the compiler, which would otherwise see the fault coming and compile something else. */
#ifndef FAULTS_OPAQUE_H
#define FAULTS_OPAQUE_H
static inline __attribute__((always_inline)) void *opaque(const void *pointer)
{
    void *p = (void *)pointer;
    __asm__ volatile("" : "+r"(p) : : "memory");
    return p;
}
#endif
