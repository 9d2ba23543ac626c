/* The catalogue of the fault library: every function of libfaults.so; those that begin with cpp_, constructor_, destructor_ and hanging_
   are in libfaults_cpp.so, libfaults_constructor.so, libfaults_destructor.so and libfaults_hanging.so.
   Each fault is real: what the comment says happens to the process that calls it. */
#ifndef FAULTS_H
#define FAULTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- memory.c: bad addresses ---- */
int null_read(void);                               /* reads address 0 */
void null_write(void);                             /* writes address 0 */
int null_field_read(void);                         /* reads a field at offset 0x38 of a NULL structure pointer */
int read_at(const void *address);                  /* reads an int at any address */
void write_at(void *address, int value);           /* writes an int at any address */
int wild_read(void);                               /* reads an address where nothing is mapped */
int non_canonical_read(void);                      /* reads an address that no x86-64 pointer can have */
int kernel_read(void);                             /* reads an address of the kernel's half */
void write_to_read_only(void);                     /* writes on a string literal */
int text_as_pointer(const char *text);             /* reads through a pointer that a string was copied over */

int crash_in_sort(void);                           /* qsort() with a comparison that reads address 0 */

/* ---- jumps.c: execution where there is no code ---- */
void jump_to_null(void);                           /* calls a NULL function pointer */
void jump_to_data(void);                           /* calls data as if it were code */
void jump_to(const void *address);                 /* calls any address */

/* ---- mappings.c ---- */
int bus_error(void);                               /* reads a mapped file behind its end: SIGBUS */

/* ---- arithmetic.c ---- */
int divide(int a, int b);                          /* a / b: SIGFPE where b is 0 */
int divide_by_zero(void);                          /* SIGFPE */
int divide_overflow(void);                         /* INT_MIN / -1: SIGFPE too */
int divide_with_traps(void);                       /* 1.0 / 0.0 with the processor's floating-point traps on: SIGFPE */

/* ---- instructions.c ---- */
void illegal_instruction(void);                    /* ud2: SIGILL */
void trap(void);                                   /* int3: SIGTRAP */
void privileged_instruction(void);                 /* hlt: SIGSEGV by a general protection fault */
void misaligned_vector(void);                      /* aligned vector load from an odd address: general protection fault */

/* ---- abort.c ---- */
void abort_now(void);                              /* abort() */
void assert_positive(int value);                   /* assert(value > 0) */

/* ---- heap.c: what glibc's malloc finds ---- */
void double_free(void);                            /* frees a small block twice at once */
void double_free_later(void);                      /* frees a large block twice, another free between */
void free_of_stack(void);                          /* frees the address of a local variable */
void free_of_middle(void);                         /* frees an address inside a block */
void heap_overrun(void);                           /* writes past a block, then frees it */
int use_after_free(void);                          /* reads a block that free() gave back to the system */
int use_after_free_object(void);                   /* follows a pointer in a freed object that another one overwrote */
int damage_heap(void);                             /* writes over the header of a block and returns 0: nobody notices */
void free_damaged(void);                           /* frees the block that damage_heap damaged: glibc notices now */

/* ---- fortify.c ---- */
void fortify_overflow(const char *text);           /* strcpy that the fortified libc refuses: text longer than 7 */

/* ---- stack.c ---- */
void smash_stack(size_t count);                    /* writes count bytes on a local array of 16: stack protector */
int stack_overflow(void);                          /* endless recursion on the calling thread */
void stack_overflow_on_own_thread(void);           /* endless recursion on a thread of the library */
int huge_frame(size_t size);                       /* alloca(size) and touch its far end */

/* ---- exits.c ---- */
void exit_with(int code);                          /* exit(code) */
void quick_exit_with(int code);                    /* _exit(code) */
void raw_exit_with(int code);                      /* the system call exit_group, past libc */
void exit_139(void);                               /* exit(139): looks like a SIGSEGV to a shell */
void exit_on_own_thread(int code);                 /* exit(code) on a thread of the library */
int crash_at_exit(void);                           /* registers a hook with atexit() that writes to address 0; returns 0 */
int stop_at_exit(void);                            /* registers a hook with atexit() that stops the process (SIGSTOP); returns 0 */

/* ---- signals.c ---- */
int raise_signal(int number);                      /* raise(number) */
void kill_self(void);                              /* SIGKILL to itself: no handler can see it */
void terminate_self(void);                         /* SIGTERM to itself */
void stop_self(void);                              /* SIGSTOP to itself */

/* ---- handlers.c: signal handlers and masks of a library ---- */
const char *lazy_text(const char *entered, const char *release); /* text that a handler of SIGSEGV makes when it is read: adds a byte to a file then, and waits for another file */
void crash_in_handler(void);                       /* null write in a handler of SIGUSR1, which it raises */
void crash_with_signals_blocked(void);             /* null write with every signal blocked */
void abort_with_signals_blocked(void);             /* abort() with every signal blocked */
void crash_on_deaf_thread(void);                   /* null write on a library thread that blocks every signal */
void crash_with_default_handlers(void);            /* takes the handler of SIGSEGV away, then null write */
void crash_with_own_handler(void);                 /* null write, and a handler of its own that calls _exit(139) */
void fault_for_ever(void);                         /* null write, and a handler of its own that returns to it */
void abort_with_own_handler(void);                 /* abort(), and a handler of its own that returns */

/* ---- timers.c: what comes by itself ---- */
int alarm_after(int milliseconds);                 /* returns 0 at once; SIGALRM comes afterwards */
int processor_alarm_after(int milliseconds);       /* returns 0 at once; SIGPROF comes after that much processor time */
int crash_by_timer(int milliseconds);              /* returns 0 at once; a thread of timer_create() crashes afterwards */

/* ---- attacks.c: reaching others ---- */
int kill_own_group(int number);                    /* a signal to its process group */
int kill_parent(int number);                       /* a signal to the process that started it: the host */
int make_sibling(void);                            /* a process that ends at once, and is a child of the host; its number, -1 where it was refused */

/* ---- threads.c ---- */
void crash_on_own_thread(void);                    /* null write on a library thread, the call waits for it */
void abort_on_own_thread(void);                    /* abort() on a library thread, the call waits for it */
int crash_later(int milliseconds);                 /* returns 0 at once; a library thread crashes afterwards */

/* ---- hangs.c ---- */
void spin(void);                                   /* busy loop */
void spin_with_signals_blocked(void);              /* busy loop with every signal blocked */
void sleep_forever(void);                          /* waits for a signal that never comes */
void sleep_for(int milliseconds);                  /* a slow call that does return */
void deadlock(void);                               /* locks its own mutex twice */
void deadlock_of_two(void);                        /* two threads take the same two mutexes in different order */
void deadlock_with_threads(int count);             /* so many threads wait for a mutex of the caller, which waits for them to end */
void spin_on_clock(void);                          /* busy loop around clock_gettime(), which is no system call */
void spin_in_handler(void);                        /* busy loop in a handler of SIGUSR2, which it raises */
void spin_traced(void);                            /* busy loop of a process that lets itself be traced (ptrace(PTRACE_TRACEME)) */
void wait_for_vfork(void);                         /* a child that never ends, and the kernel waits for it: not even SIGSTOP is seen meanwhile */
int wait_for_event(int milliseconds);              /* epoll_wait() on nothing: 0 where the time passed, errno where it failed */
void say_and_sleep(const char *text, int milliseconds); /* a line on standard output, then a slow call: a test knows when it is inside */

/* ---- leaving.c: control that does not come back the way it went in ---- */
void end_thread(void);                             /* pthread_exit on the calling thread */
void jump_to_dead_frame(void);                     /* longjmp into a function that has returned: dies, not always of the same */
void return_into_text(size_t size);                /* writes size letters over its own frame and those of its callers, and returns */

/* ---- processes.c: other processes, and other programs ---- */
int fork_and_return(void);                         /* fork(), and both processes return: the child's number, 0 in the child */
int fork_and_crash(void);                          /* a child that crashes; the signal that ended it */
int fork_and_linger(void);                         /* a child that sleeps for a minute in the same process group; its number */
int fork_and_escape(void);                         /* a grandchild that does so in a session of its own, with every descriptor open; its number */
int become_program(const char *path, const char *argument); /* exec: -1 where there is no such program */
int vfork_and_exit(void);                          /* a child by vfork() that ends with 7; its status */
int vfork_and_crash(void);                         /* a child by vfork() that crashes; the signal that ended it */
int vfork_and_return(void);                        /* a child by vfork() that returns to its caller; its number, 0 in the child */

/* ---- descriptors.c ---- */
int close_every_descriptor(void);                  /* close_range() over all of them */
int close_standard_output(void);                   /* close(1) */

/* ---- bombs.c: each within a limit that it sets for its own process ---- */
void memory_bomb(size_t most);                     /* takes memory until malloc gives NULL, and writes there */
size_t take_memory(size_t most);                   /* takes memory until malloc gives NULL, keeps it, and says how much it got */
int thread_bomb(int most);                         /* starts threads that never end; their number */
int descriptor_bomb(int most);                     /* opens files until there are no descriptors left; their number */

/* ---- scribbles.c ---- */
int scribble_over_segment(int byte);               /* a byte over the first MiB of all shared memory; the number of mappings */
void scribble_and_crash(int byte);                 /* the same, and then a null write */
void scribble_over_everything(void);               /* 0xA5 over the first MiB of all memory that can be written */
int unmap_segment(void);                           /* munmap() of all shared memory; the number of mappings, if anybody is left to hear it */

/* ---- surroundings.c: what a process has once. Change and see ---- */
int change_directory(const char *path);            /* chdir() */
const char *directory_now(void);                   /* getcwd() */
int change_umask(int mask);                        /* umask(): the one before */
int umask_now(void);
int change_variable(const char *name, const char *value); /* setenv() */
const char *variable_now(const char *name);        /* getenv() */
const char *change_locale(const char *name);       /* setlocale(LC_ALL, name) */
const char *locale_now(void);
int change_rounding(int mode);                     /* fesetround() */
int rounding_now(void);
int enable_traps(int exceptions);                  /* feenableexcept(): those before */
int traps_now(void);
int block_signal(int number);                      /* of the calling thread */
int is_blocked(int number);
int ignore_signal(int number);                     /* signal(number, SIG_IGN): 0 */
int is_ignored(int number);
int lower_descriptor_limit(int most);              /* setrlimit(RLIMIT_NOFILE) */
int descriptor_limit_now(void);

/* ---- constructor.c (libfaults_constructor.so), destructor.c (libfaults_destructor.so) ---- */
int constructor_survived(void);                    /* 1, if the library could be loaded: its constructor writes to address 0 */
int destructor_waits(void);                        /* 1; the library's destructor writes to address 0 */
void destructor_exit(int code);                    /* exit(code), which runs that destructor */

/* ---- repeats.c ---- */
int crash_first_times(const char *path, int times); /* adds a byte to a file; crashes while it has no more than that many, else returns their number */
int hold_until(const char *entered, const char *release); /* adds a byte to a file, and returns its size once another file is there */
int mark_and_wait(const char *path, int milliseconds, bool crashes); /* adds a byte to a file, sleeps, and crashes if it is told to; the number of bytes */

/* ---- hanging.c (libfaults_hanging.so) ---- */
int hanging_survived(void);                        /* never reached: the library's constructor does not return */

/* ---- exceptions.cpp (libfaults_cpp.so) ---- */
int cpp_throw_runtime_error(const char *message);  /* throw std::runtime_error(message) */
int cpp_throw_int(int value);                      /* throw value */
int cpp_throw_custom(void);                        /* throw of a class that is no std::exception */
int cpp_throw_derived(void);                       /* throw of a class derived from std::exception */
int cpp_throw_through_noexcept(void);              /* throw out of a noexcept function: std::terminate */
int cpp_pure_virtual(void);                        /* calls a pure virtual function */
int cpp_throw_on_own_thread(void);                 /* throw on a library thread: std::terminate */
int cpp_catches_its_own(int value);                /* throws and catches inside: returns value + 1 */
int cpp_live_objects(void);                        /* objects whose destructor has not run: 0 after each throw above */

/* ---- good.c: functions that behave, if their caller does ---- */
int add(int a, int b);                             /* a + b */
double sum_of_cos(int n);                          /* cos(0) + ... + cos(n - 1), 0 where n <= 0 */
void fill(char *dst, size_t size, char c);         /* writes size bytes: overruns where dst is smaller */
char *copy_text(char *dst, const char *src);       /* strcpy: overruns where dst is smaller */
long sum_bytes(const unsigned char *data, size_t size); /* reads size bytes */
int set_errno(int number);                         /* errno = number; returns -1 */
int get_errno(void);                               /* errno at entry */
int touch_before(char *dst);                       /* writes dst[-1] */

/* ---- state.c: state that lives as long as the worker ---- */
int next_count(void);                              /* 1, 2, 3, ... */
void *counter_open(int start);                     /* a handle */
int counter_next(void *counter);                   /* start, start + 1, ... */
void counter_close(void *counter);                 /* frees the handle */
void make_text(char **out, int number);            /* out parameter: malloc'ed "number <number>" */

/* ---- ownership.c: memory with an owner, and what tells who freed it ---- */
int owned_alive(void);                             /* allocated by the functions below and not freed */
int owned_frees(void);                             /* freed by the functions below */
void *owned_allocate(size_t size);
void owned_free(void *memory);
char *owned_text(const char *text);                /* a copy, to be freed by owned_free; NULL for NULL */
void owned_text_out(char **out, const char *text); /* the same by an out parameter */
int *owned_number(int value);                      /* to be freed by owned_free */
int owned_value(const int *number);                /* reads it */
const int *owned_same(const int *number);          /* returns its argument */
void crashing_free(void *memory);                  /* owned_free, then SIGABRT */
char *owned_wild_text(void);                       /* text at an address where nothing is mapped */
int hold_text(const char *text);                   /* keeps the pointer; strlen */
const char *held_text(void);                       /* what it kept */
int take_text(char *text);                         /* strlen, then free() */
int take_owned(char *text);                        /* strlen, then owned_free */

/* ---- scalars.c: one function per scalar type; each returns its argument ---- */
bool echo_bool(bool v);                            /* also: what a byte other than 0 and 1 does */
char echo_char(char v);
signed char echo_schar(signed char v);
unsigned char echo_uchar(unsigned char v);
short echo_short(short v);
unsigned short echo_ushort(unsigned short v);
int echo_int(int v);
unsigned echo_uint(unsigned v);
long echo_long(long v);
unsigned long echo_ulong(unsigned long v);
long long echo_llong(long long v);
unsigned long long echo_ullong(unsigned long long v);
int8_t echo_int8(int8_t v);
uint8_t echo_uint8(uint8_t v);
int16_t echo_int16(int16_t v);
uint16_t echo_uint16(uint16_t v);
int32_t echo_int32(int32_t v);
uint32_t echo_uint32(uint32_t v);
int64_t echo_int64(int64_t v);
uint64_t echo_uint64(uint64_t v);
size_t echo_size(size_t v);
ptrdiff_t echo_ptrdiff(ptrdiff_t v);
intptr_t echo_intptr(intptr_t v);
wchar_t echo_wchar(wchar_t v);
float echo_float(float v);
double echo_double(double v);
long double echo_ldouble(long double v);
void *echo_pointer(void *v);
void nothing(void);                                /* returns nothing */

/* ---- parameters.c: sums of many parameters ---- */
int sum6(int a, int b, int c, int d, int e, int f);
int sum7(int a, int b, int c, int d, int e, int f, int g);
double sum9_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i);
double sum_mixed(int a, double b, long c, float d, short e, double f, unsigned char g, double h, int64_t i, float j,
    int k, double l, long m, double n, int o, double p, int q, double r, int s, double t); /* all twenty */
/* sum64: 64 parameters p0 to p63, each weighed with its position + 1 */
long sum64(long p0, long p1, long p2, long p3, long p4, long p5, long p6, long p7, long p8, long p9, long p10, long p11,
    long p12, long p13, long p14, long p15, long p16, long p17, long p18, long p19, long p20, long p21, long p22, long p23,
    long p24, long p25, long p26, long p27, long p28, long p29, long p30, long p31, long p32, long p33, long p34, long p35,
    long p36, long p37, long p38, long p39, long p40, long p41, long p42, long p43, long p44, long p45, long p46, long p47,
    long p48, long p49, long p50, long p51, long p52, long p53, long p54, long p55, long p56, long p57, long p58, long p59,
    long p60, long p61, long p62, long p63);

/* raise40: adds 1 to the first byte of each of 40 buffers; the sum of those bytes before, each weighed with its position + 1 */
long raise40(unsigned char *b0, unsigned char *b1, unsigned char *b2, unsigned char *b3, unsigned char *b4, unsigned char *b5,
    unsigned char *b6, unsigned char *b7, unsigned char *b8, unsigned char *b9, unsigned char *b10, unsigned char *b11,
    unsigned char *b12, unsigned char *b13, unsigned char *b14, unsigned char *b15, unsigned char *b16, unsigned char *b17,
    unsigned char *b18, unsigned char *b19, unsigned char *b20, unsigned char *b21, unsigned char *b22, unsigned char *b23,
    unsigned char *b24, unsigned char *b25, unsigned char *b26, unsigned char *b27, unsigned char *b28, unsigned char *b29,
    unsigned char *b30, unsigned char *b31, unsigned char *b32, unsigned char *b33, unsigned char *b34, unsigned char *b35,
    unsigned char *b36, unsigned char *b37, unsigned char *b38, unsigned char *b39);

/* ---- text.c: texts as results ---- */
const char *static_text(void);                     /* "Grüße aus C" in UTF-8 */
const char *empty_text(void);                      /* "" */
const char *null_text(void);                       /* NULL */
const char *long_text(size_t length);              /* length letters, kept until the next call */
const char *text_without_end(void);                /* 8 letters up to the last byte of the last readable page */
const char *invalid_text(void);                    /* bytes that are not UTF-8 */
const char *wild_text(void);                       /* a pointer to nowhere */

/* ---- output.c ---- */
int write_to_stdout(const char *text);             /* puts(text) and flush */
int write_to_stderr(const char *text);             /* text on standard error */
void flood_stderr(size_t size);                    /* size bytes on standard error */
void flood_stdout(size_t size);                    /* size bytes on standard output */
void flood_stdout_for_ever(void);                  /* standard output without end */
int complain_and_abort(const char *text);          /* text on standard error, then abort() */

/* ---- callbacks.c ---- */
int call_back(int (*callback)(int value), int value);                                           /* callback(value) + 1 */
long call_back_often(int (*callback)(int value), int times);                                    /* the sum of callback(0), callback(1), … */
int call_back_with_errno(int (*callback)(int value), int error);                                /* what is left in errno after callback(error), when it was error before */
int call_back_with_data(int (*callback)(void *user, const char *text, const int *numbers, int count), void *user); /* callback(user, "four primes", { 2, 3, 5, 7 }, 4) */
int crash_after_callback(int (*callback)(int value), int value);                                /* calls back, then reads address 0 */
int call_back_on_thread(int (*callback)(int value), int value);                                 /* callback(value) + 1, on a thread of the library, which it waits for */
long call_back_on_threads(int (*callback)(int value), int threads, int times);                  /* the sum over several threads at a time of callback(0), callback(1), … */
void keep_callback(int (*callback)(int value));                                                 /* keeps it for the next functions */
int call_kept(int value);                                                                       /* calls what was kept */
int call_kept_later(int value, int milliseconds);                                               /* returns 0, and calls what was kept later, on a thread of the library */
int answer_of_late_callback(void);                                                              /* what that callback returned; -1 until then */
int jump_over_callback(int (*callback)(int value), int value);                                  /* calls back; 1 if jump_back() came back past the callback, else 0 */
void jump_back(void);                                                                           /* longjmp into jump_over_callback, over every frame between: the worker's own too */

#ifdef __cplusplus
}
#endif
#endif
