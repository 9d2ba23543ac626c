/* Divisions that the processor refuses: SIGFPE. */
#define _GNU_SOURCE
#include "faults.h"
#include <fenv.h>
#include <limits.h>

int divide(int a, int b) { return a / b; }

int divide_by_zero(void)
{
    volatile int zero = 0;
    return divide(42, zero);
}

int divide_overflow(void)
{
    volatile int minus_one = -1;
    return divide(INT_MIN, minus_one);
}

int divide_with_traps(void)
{
    feenableexcept(FE_DIVBYZERO);
    volatile double one = 1.0, zero = 0.0;
    return (int)(one / zero);
}
