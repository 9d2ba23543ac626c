// Functions for the rows to call: the time measured is that of the crossing, so they do next to nothing.
#include <stddef.h>
#include <stdlib.h>

/// Touches the first and the last byte: what a buffer costs on its way, without what a function does with it.
void bench_touch(unsigned char *data, size_t size)
{
    if (size > 0) {
        data[0]++;
        data[size - 1]++;
    }
}

/// Calls back so many times: what a callback costs, without the call that it is made in.
long bench_call_back(int (*callback)(int value), int times)
{
    long sum = 0;
    for (int i = 0; i < times; i++) {
        sum += callback(i);
    }
    return sum;
}

/// Allocates and frees so many times: what the heap costs, without the call that it is used in.
void bench_allocate(int times)
{
    for (int i = 0; i < times; i++) {
        void *block = malloc(64);
        __asm__ volatile("" : : "r"(block) : "memory");
        free(block);
    }
}

/// Writes through a null pointer.
void bench_crash(void)
{
    *(volatile int *)NULL = 1;
}
