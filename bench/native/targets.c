// Functions for the rows to call: the time measured is that of the crossing, so they do next to nothing.
#include "targets.h"

void bench_touch(unsigned char *data, size_t size)
{
    if (size > 0) {
        data[0]++;
        data[size - 1]++;
    }
}

int bench_read(const unsigned char *a, const unsigned char *b, const unsigned char *c, const unsigned char *d)
{
    return a[0] + b[0] + c[0] + d[0];
}

long bench_call_back(int (*callback)(int value), int times)
{
    long sum = 0;
    for (int i = 0; i < times; i++) {
        sum += callback(i);
    }
    return sum;
}

void bench_allocate(int times)
{
    for (int i = 0; i < times; i++) {
        void *block = malloc(64);
        __asm__ volatile("" : : "r"(block) : "memory");
        free(block);
    }
}

void bench_crash(void)
{
    *(volatile int *)NULL = 1;
}
