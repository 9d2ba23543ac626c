/* The library that the tests call and kill: one function per behaviour. */
#define _GNU_SOURCE
#include <alloca.h>
#include <complex.h>
#include <emmintrin.h>
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <unwind.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

/* ---- values ---- */
struct two_doubles { double x, y; };
struct long_double_pair { int64_t x; double y; };
struct double_long_pair { double x; int64_t y; };
struct three_longs { int64_t x, y, z; };
struct __attribute__((aligned(32))) wide32 { double value[4]; };
struct __attribute__((aligned(64))) wide64 { double value[8]; };

float twice_float(float x) { return x * 2; }
long double add_long_double(long double x, long double y) { return x + y; }
_Complex long double conjugate(_Complex long double z) { return conjl(z); }
__int128 multiply(int64_t x, int64_t y) { return (__int128)x * y; }
struct two_doubles swap_doubles(struct two_doubles v) { return (struct two_doubles){ v.y, v.x }; }
struct long_double_pair make_long_double(int64_t x, double y) { return (struct long_double_pair){ x, y }; }
struct double_long_pair make_double_long(double x, int64_t y) { return (struct double_long_pair){ x, y }; }
struct three_longs reverse(struct three_longs v) { return (struct three_longs){ v.z, v.y, v.x }; }
/* Through an empty asm, else the compiler answers from the type's alignment without looking. */
static int64_t rest(const void *address, int64_t alignment) { __asm__("" : "+r"(address)); return (int64_t)address % alignment; }
int64_t misalignment32(int64_t before, struct wide32 v) { return before + rest(&v, 32) + (int64_t)v.value[3]; }
int64_t misalignment64(int64_t before, struct wide64 v) { return before + rest(&v, 64) + (int64_t)v.value[7]; }
__m128 shuffle(__m128 v) { return _mm_shuffle_ps(v, v, _MM_SHUFFLE(0, 1, 2, 3)); }

/* ---- what stays of the poison ---- */
void nothing(void) { }
__attribute__((naked)) void return_bool_false(void) { __asm__("xorb %al, %al\n\tret"); }
__attribute__((naked)) void return_short(void) { __asm__("movw $0x1234, %ax\n\tret"); }
int return_minus_one(void) { return -1; }

/* ---- what no argument fills ---- */
uint64_t second(uint64_t a, uint64_t b) { (void)a; return b; }
uint64_t read_second(uint64_t a, const uint64_t *b) { (void)a; return *b; }
__attribute__((naked)) uint64_t stack_word(uint64_t index) { (void)index; __asm__("movq 8(%rsp,%rdi,8), %rax\n\tret"); }
__attribute__((naked)) double second_root(double a, double b) { (void)a, (void)b; __asm__("sqrtsd %xmm1, %xmm0\n\tret"); }
__attribute__((naked)) float second_narrowed(double a, double b) { (void)a, (void)b; __asm__("cvtsd2ss %xmm1, %xmm0\n\tret"); }
__attribute__((naked)) double second_widened(float a, float b) { (void)a, (void)b; __asm__("cvtss2sd %xmm1, %xmm0\n\tret"); }
__attribute__((naked)) int write_shadow(void) { __asm__("movq $-1, 8(%rsp); movq $-1, 16(%rsp); movq $-1, 24(%rsp); movq $-1, 32(%rsp); movl $5, %eax; ret"); }

/* ---- errno, modes ---- */
int set_errno(int value) { errno = value; return 0; }
int get_errno(void) { return errno; }
void round_upwards(void) { fesetround(FE_UPWARD); }
void leave_direction_flag(void) { __asm__ volatile("std"); }
long double leave_long_double(void) { return 1.0L; }
__attribute__((naked)) void leave_seven_on_x87(void) { __asm__("fld1; fld1; fld1; fld1; fld1; fld1; fld1; ret"); }
void raise_inexact(void) { feraiseexcept(FE_INEXACT); }

/* ---- memory ---- */
uint64_t identity(uint64_t x) { return x; }
uint64_t seventh(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g) { (void)a, (void)b, (void)c, (void)d, (void)e, (void)f; return g; }
void copy_text(char *to, const char *from) { while ((*to++ = *from++) != 0) { } }
const char *text8(void) { return "gr\xc3\xbc\xc3\x9f dich"; }
const void *text16(void) { return u"na\u00efve"; }
const void *text32(void) { return U"\U0001F600!"; }
const char *no_text(void) { return NULL; }
const char *bad_text(uint64_t address) { return (const char *)address; }

/* ---- faults ---- */
int read_at(const int *address) { return *address; }
void write_at(char *address) { *address = 1; }
void write_constant(void) { static const char constant[] = "constant"; *(volatile char *)(uintptr_t)constant = 'x'; }
void jump_to_nowhere(void) { void (*volatile nowhere)(void) = NULL; nowhere(); __asm__ volatile(""); }
void bus_error(void)
{
    int file = memfd_create("short", 0);
    volatile char *memory = mmap(NULL, 0x1000, PROT_READ, MAP_SHARED, file, 0);
    (void)*memory;
}
int divide(int x, int y) { return x / y; }
void illegal_instruction(void) { __builtin_trap(); }
void breakpoint(void) { __asm__ volatile("int3"); }
void abort_plainly(void) { abort(); }
void raise_signal(int signal) { raise(signal); }
void free_twice(void)
{
    /* Larger than the thread cache holds, so that the main arena notices, with its lock held. */
    char *volatile block = malloc(0x2000), *volatile keep = malloc(0x2000);
    free(block);
    free(block);
    free(keep);
}
/* Overwrites the canary and the saved frame pointer, which is what sends the unwinder into nowhere. */
__attribute__((optimize("O0", "stack-protector-all"))) void smash_stack(void)
{
    volatile char buffer[16];
    volatile char *frame = __builtin_frame_address(0);
    for (volatile char *at = buffer; at < frame + 8; at++)
        *at = 0x41;
}
__attribute__((noinline, optimize("O0"))) int recurse(int depth)
{
    volatile char frame[512];
    frame[0] = (char)depth;
    return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}
void overflow_stack(void) { recurse(0); }
void huge_alloca(size_t size) { volatile char *memory = alloca(size); memory[0] = 1; }
void wait_for_ever(void) { for (;;) pause(); }

/* ---- threads ---- */
static void *(*thread_routine(int what))(void *);
static void *crash_in_thread(void *unused) { (void)unused; return (void *)(intptr_t)read_at(NULL); }
static void *overflow_in_thread(void *unused) { (void)unused; overflow_stack(); return NULL; }
static void *crash_later(void *unused)
{
    const struct timespec pause = { 0, 50 * 1000 * 1000 };
    nanosleep(&pause, NULL);
    return crash_in_thread(unused);
}
static void *exit_in_thread(void *unused) { (void)unused; exit(9); }
static void *end_thread(void *unused) { pthread_exit(unused); }
static void *do_nothing(void *unused) { return unused; }
static void *report_alternate_stack(void *unused)
{
    stack_t stack;
    (void)unused;
    sigaltstack(NULL, &stack);
    return (void *)(uintptr_t)((stack.ss_flags & SS_DISABLE) != 0 ? 0 : stack.ss_size);
}
static void *(*thread_routine(int what))(void *)
{
    static void *(*const all[])(void *) = { do_nothing, crash_in_thread, overflow_in_thread, crash_later, exit_in_thread, end_thread, report_alternate_stack };
    return all[what];
}
uint64_t run_thread(int what)
{
    pthread_t thread;
    void *result = NULL;
    if (pthread_create(&thread, NULL, thread_routine(what), NULL) != 0)
        return ~0ull;
    pthread_join(thread, &result);
    return (uint64_t)(uintptr_t)result;
}
int start_thread(int what)
{
    pthread_t thread;
    int result = pthread_create(&thread, NULL, thread_routine(what), NULL);
    pthread_detach(thread);
    return result;
}
int run_many_threads(int what, int count)
{
    for (int i = 0; i < count; i++)
        if (run_thread(what) == ~0ull)
            return i;
    return count;
}
static pthread_barrier_t together;
static void *crash_together(void *unused) { pthread_barrier_wait(&together); return crash_in_thread(unused); }
void crash_four_at_once(void)
{
    pthread_t thread;
    pthread_barrier_init(&together, NULL, 4);
    for (int i = 0; i < 4; i++)
        pthread_create(&thread, NULL, crash_together, NULL);
    wait_for_ever();
}
void leave_thread(void) { pthread_exit(NULL); }

/* ---- ends ---- */
void end_exit(int code) { exit(code); }
void end_at_once(int code) { _exit(code); }
void end_at_once_c99(int code) { _Exit(code); }
static void on_quick_exit(void) { (void)!write(STDERR_FILENO, "quick hook", 10); }
void end_quick(int code) { at_quick_exit(on_quick_exit); quick_exit(code); }
static void crash_at_exit(void) { read_at(NULL); }
void exit_then_crash(int code) { atexit(crash_at_exit); exit(code); }
int child_exits(int code)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit(code);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}
int child_crashes(void)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit(read_at(NULL));
    waitpid(child, &status, 0);
    return WTERMSIG(status);
}

/* ---- an exception that no C++ runtime made ---- */
static int foreign_deleted;
static void delete_foreign(_Unwind_Reason_Code reason, struct _Unwind_Exception *exception)
{
    (void)reason;
    foreign_deleted++;
    free(exception);
}
void throw_foreign(void)
{
    struct _Unwind_Exception *exception = calloc(1, sizeof *exception);
    exception->exception_class = 0x4F544845524C414Eull;
    exception->exception_cleanup = delete_foreign;
    _Unwind_RaiseException(exception);
}
int count_foreign_deleted(void) { return foreign_deleted; }

/* ---- buffers that are left ---- */
__attribute__((noinline)) void write_range(char *at, long from, long to, int with)
{
    for (long i = from; i < to; i++)
        ((volatile char *)at)[i] = (char)with;
}

void write_range_backwards(char *at, long from, long to, int with)
{
    for (long i = to; i-- > from;)
        ((volatile char *)at)[i] = (char)with;
}

__attribute__((noinline)) long sum_range(const char *at, long from, long to)
{
    long sum = 0;
    for (long i = from; i < to; i++)
        sum += ((const volatile char *)at)[i];
    return sum;
}

struct range { char *at; long from, to; };

static void *write_range_here(void *raw)
{
    const struct range *range = raw;
    write_range(range->at, range->from, range->to, 'T');
    return NULL;
}

/* Two threads, each behind a buffer of its own, at the same time. */
void write_on_threads(char *one, char *other, long from, long to)
{
    struct range ranges[2] = { { one, from, to }, { other, from, to } };
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, write_range_here, &ranges[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}
