/* Functions that behave well as long as their caller does. */
#include "faults.h"
#include "opaque.h"
#include <errno.h>

int add(int a, int b) { return (int)((unsigned)a + (unsigned)b); }

/* Own series in place of libm: the result is the same on every machine, and the library needs nothing. */
static double cosine(double x)
{
    const double pi = 3.14159265358979323846;
    x -= 2 * pi * (double)(long)(x / (2 * pi)); /* at once, not turn by turn: a million of these must take milliseconds */
    double term = 1, sum = 1;
    for (int k = 1; k < 20; k++) {
        term *= -x * x / ((2 * k - 1) * (2 * k));
        sum += term;
    }
    return sum;
}

double sum_of_cos(int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += cosine(i);
    return sum;
}

void fill(char *dst, size_t size, char c)
{
    volatile char *to = dst; /* byte by byte, so that a fault is at the first byte outside */
    for (size_t i = 0; i < size; i++)
        to[i] = c;
}

char *copy_text(char *dst, const char *src)
{
    volatile char *to = dst;
    while ((*to++ = *src++) != '\0')
        ;
    return dst;
}

long sum_bytes(const unsigned char *data, size_t size)
{
    const volatile unsigned char *from = data;
    long sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += from[i];
    return sum;
}

int set_errno(int number)
{
    errno = number;
    return -1;
}

int get_errno(void) { return errno; }

int touch_before(char *dst)
{
    volatile char *to = opaque(dst - 1);
    *to = 'x';
    return *to;
}
