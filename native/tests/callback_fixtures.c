/* Functions that call back, in both conventions. */
#define _GNU_SOURCE
#include <complex.h>
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <x86intrin.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define MICROSOFT __attribute__((ms_abi))

int64_t plus_one(int64_t (*f)(int64_t), int64_t x) { return f(x) + 1; }
int64_t add_two(int64_t a, int64_t b) { return a + b; }
int64_t rounding_mode(void) { return fegetround(); }
int64_t pause_for(int64_t ticks)
{
    for (uint64_t start = __rdtsc(); __rdtsc() - start < (uint64_t)ticks;)
        ;
    return ticks;
}

/* One call deeper for each n, by the callback. */
int64_t descend(int64_t (*f)(int64_t), int64_t n) { return n == 0 ? 1 : f(n - 1) + 1; }

struct three { int64_t a, b, c; };
typedef double many(int8_t, double, int64_t, float, const char *, double, uint16_t, double, int, double, int64_t, double, short, double, double, double,
                    double, float, struct three, long double);
double call_many(many *f)
{
    return f(-1, 1.5, 1ll << 40, 2.5f, "text", 3.5, 65535, 4.5, -3, 5.5, 77, 6.5, -4, 7.5, 8.5, 9.5, 10.5, 11.5f, (struct three) { 1, 2, 3 }, 12.5l) * 2;
}

struct pair { int64_t x, y; };
int64_t call_pair(struct pair (*f)(void)) { struct pair p = f(); return p.x - p.y; }
double call_double(double (*f)(double)) { return f(0.25) + 1; }
float call_float(float (*f)(float)) { return f(0.25f) + 1; }
double call_complex(double complex (*f)(void)) { double complex z = f(); return creal(z) * 100 + cimag(z); }
long double call_long_double(long double (*f)(long double)) { return f(0.25l) + 1; }
long double call_complex_long_double(long double complex (*f)(void)) { long double complex z = f(); return creall(z) * 100 + cimagl(z); }

/* errno, rounding and the flags raised before are the caller's when the callback returns. */
int64_t keeps_its_modes(int64_t (*f)(int64_t))
{
    fesetround(FE_UPWARD);
    feenableexcept(FE_DIVBYZERO);
    feraiseexcept(FE_INEXACT);
    errno = 33;
    int64_t seen = f(0);
    int kept = errno == 33 && fegetround() == FE_UPWARD && fegetexcept() == FE_DIVBYZERO && fetestexcept(FE_INEXACT) != 0;
    fesetenv(FE_DFL_ENV);
    return kept ? seen : -1;
}

int64_t call_with_data(int64_t (*f)(const char *, int, const char *, const int *, int64_t, int64_t, const uint16_t *), int count)
{
    static const int one = 0x01020304;
    static const uint16_t wide[] = { 'h', 'i', 0 };
    return f("0123456789abcdef", count, "a text", &one, 5, 6, wide);
}
int64_t call_with_null(int64_t (*f)(const char *, int, const char *, const int *, int64_t, int64_t, const uint16_t *)) { return f(NULL, 5, NULL, NULL, 5, 6, NULL); }
int64_t call_with_bad_pointer(int64_t (*f)(const char *, int, const char *, const int *, int64_t, int64_t, const uint16_t *))
{
    return f((const char *)0x10, 5, NULL, NULL, 5, 6, NULL);
}

/* ---- other threads ---- */
static int64_t (*thread_callback)(int64_t);
static void *call_on_thread(void *number)
{
    errno = 44;
    int64_t result = thread_callback((int64_t)(intptr_t)number);
    return (void *)(intptr_t)(errno == 44 ? result : -1);
}
int64_t call_on_threads(int64_t (*f)(int64_t), int64_t count)
{
    pthread_t *threads = calloc((size_t)count, sizeof *threads);
    pthread_attr_t attributes;
    int64_t sum = 0;
    thread_callback = f;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 0x20000);
    for (int64_t i = 0; i < count; i++)
        pthread_create(&threads[i], &attributes, call_on_thread, (void *)(intptr_t)i);
    for (int64_t i = 0; i < count; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (int64_t)(intptr_t)result;
    }
    free(threads);
    return sum;
}

/* A thread that shares its maker's thread-local storage. */
static _Atomic int64_t bare_result;
static int run_bare(void *number)
{
    bare_result = thread_callback((int64_t)(intptr_t)number);
    return 0;
}
int64_t call_on_bare_thread(int64_t (*f)(int64_t), int64_t number)
{
    uint8_t *stack = mmap(NULL, 0x20000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    thread_callback = f;
    bare_result = INT64_MIN;
    clone(run_bare, stack + 0x20000, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, (void *)(intptr_t)number);
    while (bare_result == INT64_MIN)
        sched_yield();
    return bare_result;
}

/* ---- Microsoft x64 ---- */
struct large { int64_t values[5]; };
double MICROSOFT ms_mixed(int8_t a, double b, float c, int64_t d, double e, uint16_t f, float g, struct large h, const struct large *i);
double MICROSOFT ms_mixed(int8_t a, double b, float c, int64_t d, double e, uint16_t f, float g, struct large h, const struct large *i)
{
    return a + b * 2 + c * 3 + (double)d * 4 + e * 5 + f * 6 + g * 7 + (double)h.values[4] * 8 + (double)i->values[0] * 9;
}
int64_t MICROSOFT ms_two(int64_t a, int64_t b);
int64_t MICROSOFT ms_two(int64_t a, int64_t b) { return a * 10 + b; }
void MICROSOFT ms_crash(int64_t a, int64_t *b);
void MICROSOFT ms_crash(int64_t a, int64_t *b) { *b = a; }

typedef double MICROSOFT ms_many(int, double, int64_t, float, const char *, double, struct large);
double ms_call_many(ms_many *f) { return f(-1, 1.5, 1ll << 40, 2.5f, "text", 3.5, (struct large) { { 1, 2, 3, 4, 5 } }) * 2; }
int64_t MICROSOFT ms_call_back(int64_t MICROSOFT (*f)(int64_t), int64_t x);
int64_t MICROSOFT ms_call_back(int64_t MICROSOFT (*f)(int64_t), int64_t x) { return f(x) + 1; }

/* The registers that the convention preserves, each with a value of its own before the call. */
int64_t ms_preserved(int64_t MICROSOFT (*f)(int64_t))
{
    uint64_t before[24], after[24];
    struct { const uint64_t *before; uint64_t *after, result; int64_t MICROSOFT (*f)(int64_t); } it = { before, after, 0, f };
    for (int i = 0; i < 24; i++)
        before[i] = after[i] = 0x0101010101010101ull * (unsigned)(i + 1);
    __asm__ volatile(
        "movq 0(%[it]), %%rax\n"
        "movups 0(%%rax), %%xmm6\n movups 16(%%rax), %%xmm7\n movups 32(%%rax), %%xmm8\n movups 48(%%rax), %%xmm9\n movups 64(%%rax), %%xmm10\n"
        "movups 80(%%rax), %%xmm11\n movups 96(%%rax), %%xmm12\n movups 112(%%rax), %%xmm13\n movups 128(%%rax), %%xmm14\n movups 144(%%rax), %%xmm15\n"
        "movq 160(%%rax), %%rdi\n movq 168(%%rax), %%rsi\n movq 176(%%rax), %%rbx\n movq 184(%%rax), %%r15\n"
        "movq 24(%[it]), %%rax\n movq %%rsp, %%r14\n andq $-16, %%rsp\n subq $32, %%rsp\n movl $5, %%ecx\n call *%%rax\n movq %%r14, %%rsp\n"
        "movq %%rax, 16(%[it])\n movq 8(%[it]), %%rax\n"
        "movups %%xmm6, 0(%%rax)\n movups %%xmm7, 16(%%rax)\n movups %%xmm8, 32(%%rax)\n movups %%xmm9, 48(%%rax)\n movups %%xmm10, 64(%%rax)\n"
        "movups %%xmm11, 80(%%rax)\n movups %%xmm12, 96(%%rax)\n movups %%xmm13, 112(%%rax)\n movups %%xmm14, 128(%%rax)\n movups %%xmm15, 144(%%rax)\n"
        "movq %%rdi, 160(%%rax)\n movq %%rsi, 168(%%rax)\n movq %%rbx, 176(%%rax)\n movq %%r15, 184(%%rax)\n"
        :
        : [it] "r"(&it)
        : "rax", "rbx", "rcx", "rdx", "rdi", "rsi", "r8", "r9", "r10", "r11", "r14", "r15", "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
          "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    return memcmp(before, after, sizeof before) == 0 ? (int64_t)it.result : -1;
}

MICROSOFT int64_t weigh_microsoft(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) { return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f; }
