/* Functions with many parameters, spelt out: the compiler is the judge of where each argument lies. */
#include <stdint.h>

int64_t weigh_64(int64_t a0, int64_t a1, int64_t a2, int64_t a3, int64_t a4, int64_t a5, int64_t a6, int64_t a7, int64_t a8, int64_t a9,
    int64_t a10, int64_t a11, int64_t a12, int64_t a13, int64_t a14, int64_t a15, int64_t a16, int64_t a17, int64_t a18,
    int64_t a19, int64_t a20, int64_t a21, int64_t a22, int64_t a23, int64_t a24, int64_t a25, int64_t a26, int64_t a27,
    int64_t a28, int64_t a29, int64_t a30, int64_t a31, int64_t a32, int64_t a33, int64_t a34, int64_t a35, int64_t a36,
    int64_t a37, int64_t a38, int64_t a39, int64_t a40, int64_t a41, int64_t a42, int64_t a43, int64_t a44, int64_t a45,
    int64_t a46, int64_t a47, int64_t a48, int64_t a49, int64_t a50, int64_t a51, int64_t a52, int64_t a53, int64_t a54,
    int64_t a55, int64_t a56, int64_t a57, int64_t a58, int64_t a59, int64_t a60, int64_t a61, int64_t a62, int64_t a63);
int64_t weigh_64(int64_t a0, int64_t a1, int64_t a2, int64_t a3, int64_t a4, int64_t a5, int64_t a6, int64_t a7, int64_t a8, int64_t a9,
    int64_t a10, int64_t a11, int64_t a12, int64_t a13, int64_t a14, int64_t a15, int64_t a16, int64_t a17, int64_t a18,
    int64_t a19, int64_t a20, int64_t a21, int64_t a22, int64_t a23, int64_t a24, int64_t a25, int64_t a26, int64_t a27,
    int64_t a28, int64_t a29, int64_t a30, int64_t a31, int64_t a32, int64_t a33, int64_t a34, int64_t a35, int64_t a36,
    int64_t a37, int64_t a38, int64_t a39, int64_t a40, int64_t a41, int64_t a42, int64_t a43, int64_t a44, int64_t a45,
    int64_t a46, int64_t a47, int64_t a48, int64_t a49, int64_t a50, int64_t a51, int64_t a52, int64_t a53, int64_t a54,
    int64_t a55, int64_t a56, int64_t a57, int64_t a58, int64_t a59, int64_t a60, int64_t a61, int64_t a62, int64_t a63)
{
    const int64_t all[] = { a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25,
    a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, a49,
    a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63 };
    int64_t sum = 0;
    for (int i = 0; i < 64; i++)
        sum += all[i] * (i + 1);
    return sum;
}

/* Seven integers and eight doubles fill the registers; the rest alternates on the stack. */
double weigh_20_mixed(int8_t a, double b, int64_t c, float d, uint16_t e, double f, int32_t g, double h, int64_t i, double j,
                      uint8_t k, double l, int64_t m, double n, int32_t o, double p, float q, int16_t r, double s, int64_t t);
double weigh_20_mixed(int8_t a, double b, int64_t c, float d, uint16_t e, double f, int32_t g, double h, int64_t i, double j,
                      uint8_t k, double l, int64_t m, double n, int32_t o, double p, float q, int16_t r, double s, int64_t t)
{
    return a * 1 + b * 2 + (double)c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + (double)i * 9 + j * 10
         + k * 11 + l * 12 + (double)m * 13 + n * 14 + o * 15 + p * 16 + q * 17 + r * 18 + s * 19 + (double)t * 20;
}

/* Every register that can hold an argument: six integers weigh 1 to 6, eight doubles 7 to 14. */
double weigh_14(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, double g, double h, double i, double j, double k, double l, double m, double n);
double weigh_14(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, double g, double h, double i, double j, double k, double l, double m, double n)
{
    return (double)(a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f) + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * n;
}
