/* Many parameters: those that travel in registers and those on the stack. */
#include "faults.h"

int sum6(int a, int b, int c, int d, int e, int f) { return a + b + c + d + e + f; }

int sum7(int a, int b, int c, int d, int e, int f, int g) { return a + b + c + d + e + f + g; }

double sum9_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i)
{
    return a + b + c + d + e + f + g + h + i;
}

double sum_mixed(int a, double b, long c, float d, short e, double f, unsigned char g, double h, int64_t i, float j,
    int k, double l, long m, double n, int o, double p, int q, double r, int s, double t)
{
    return a + b + (double)c + d + e + f + g + h + (double)i + j + k + l + (double)m + n + o + p + q + r + s + t;
}

/* Weighed by position, so that two parameters in each other's place change the sum. */
long sum64(
    long p0, long p1, long p2, long p3, long p4, long p5, long p6, long p7, long p8, long p9, long p10, long p11, long p12,
    long p13, long p14, long p15, long p16, long p17, long p18, long p19, long p20, long p21, long p22, long p23, long p24,
    long p25, long p26, long p27, long p28, long p29, long p30, long p31, long p32, long p33, long p34, long p35, long p36,
    long p37, long p38, long p39, long p40, long p41, long p42, long p43, long p44, long p45, long p46, long p47, long p48,
    long p49, long p50, long p51, long p52, long p53, long p54, long p55, long p56, long p57, long p58, long p59, long p60,
    long p61, long p62, long p63)
{
    return
        p0 * 1 + p1 * 2 + p2 * 3 + p3 * 4 + p4 * 5 + p5 * 6 + p6 * 7 + p7 * 8 + p8 * 9 + p9 * 10 + p10 * 11 + p11 * 12 +
        p12 * 13 + p13 * 14 + p14 * 15 + p15 * 16 + p16 * 17 + p17 * 18 + p18 * 19 + p19 * 20 + p20 * 21 + p21 * 22 +
        p22 * 23 + p23 * 24 + p24 * 25 + p25 * 26 + p26 * 27 + p27 * 28 + p28 * 29 + p29 * 30 + p30 * 31 + p31 * 32 +
        p32 * 33 + p33 * 34 + p34 * 35 + p35 * 36 + p36 * 37 + p37 * 38 + p38 * 39 + p39 * 40 + p40 * 41 + p41 * 42 +
        p42 * 43 + p43 * 44 + p44 * 45 + p45 * 46 + p46 * 47 + p47 * 48 + p48 * 49 + p49 * 50 + p50 * 51 + p51 * 52 +
        p52 * 53 + p53 * 54 + p54 * 55 + p55 * 56 + p56 * 57 + p57 * 58 + p58 * 59 + p59 * 60 + p60 * 61 + p61 * 62 +
        p62 * 63 + p63 * 64;
}

long raise40(unsigned char *b0, unsigned char *b1, unsigned char *b2, unsigned char *b3, unsigned char *b4, unsigned char *b5,
    unsigned char *b6, unsigned char *b7, unsigned char *b8, unsigned char *b9, unsigned char *b10, unsigned char *b11,
    unsigned char *b12, unsigned char *b13, unsigned char *b14, unsigned char *b15, unsigned char *b16, unsigned char *b17,
    unsigned char *b18, unsigned char *b19, unsigned char *b20, unsigned char *b21, unsigned char *b22, unsigned char *b23,
    unsigned char *b24, unsigned char *b25, unsigned char *b26, unsigned char *b27, unsigned char *b28, unsigned char *b29,
    unsigned char *b30, unsigned char *b31, unsigned char *b32, unsigned char *b33, unsigned char *b34, unsigned char *b35,
    unsigned char *b36, unsigned char *b37, unsigned char *b38, unsigned char *b39)
{
    unsigned char *const all[] = {
        b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19,
        b20, b21, b22, b23, b24, b25, b26, b27, b28, b29, b30, b31, b32, b33, b34, b35, b36, b37, b38, b39 };
    long sum = 0;
    for (int i = 0; i < 40; i++)
        sum += all[i][0]++ * (i + 1L);
    return sum;
}
