// Functions for the rows to call: the time measured is that of the crossing, so they do next to nothing.
#include <stddef.h>

/// Touches the first and the last byte: what a buffer costs on its way, without what a function does with it.
void bench_touch(unsigned char *data, size_t size)
{
    if (size > 0) {
        data[0]++;
        data[size - 1]++;
    }
}

/// Writes through a null pointer.
void bench_crash(void)
{
    *(volatile int *)NULL = 1;
}
