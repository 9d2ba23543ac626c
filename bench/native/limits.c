// The limits of the machine, with nothing in the way: two processes that hand one word to and fro, and a copy in memory.
// Usage: bench_limits spin|futex|socket|memcpy WARMUP_MS MEASURE_MS BLOCK PAUSE_US BYTES
// Prints one sample in each line: nanoseconds per operation, each over BLOCK operations. PAUSE_US lies between two samples and is not measured.
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SAMPLES = 200000, GRACE_SECONDS = 10 };
#define QUIT UINT32_MAX

/// Both words in one cache line: a round trip moves it twice, which is the least that is possible.
struct shared {
    alignas(64) _Atomic uint32_t request;
    _Atomic uint32_t reply;
};

static struct shared *shared;
static int sockets[2];
static char *from, *to;
static size_t bytes;

static void fail(const char *doing)
{
    fprintf(stderr, "bench_limits: %s: %s\n", doing, strerror(errno));
    exit(1);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

static uint32_t sleep_until_changed(_Atomic uint32_t *word, uint32_t seen)
{
    uint32_t value;
    while ((value = atomic_load_explicit(word, memory_order_acquire)) == seen) {
        futex(word, FUTEX_WAIT, seen);
    }
    return value;
}

static uint32_t spin_until_changed(_Atomic uint32_t *word, uint32_t seen)
{
    uint32_t value;
    while ((value = atomic_load_explicit(word, memory_order_acquire)) == seen) {
        __builtin_ia32_pause();
    }
    return value;
}

static void spin_server(void)
{
    for (uint32_t seen = 0; (seen = spin_until_changed(&shared->request, seen)) != QUIT;) {
        atomic_store_explicit(&shared->reply, seen, memory_order_release);
    }
}

static void spin_call(uint32_t number)
{
    atomic_store_explicit(&shared->request, number, memory_order_release);
    spin_until_changed(&shared->reply, number - 1);
}

static void futex_server(void)
{
    for (uint32_t seen = 0; (seen = sleep_until_changed(&shared->request, seen)) != QUIT;) {
        atomic_store_explicit(&shared->reply, seen, memory_order_release);
        futex(&shared->reply, FUTEX_WAKE, 1);
    }
}

static void futex_call(uint32_t number)
{
    atomic_store_explicit(&shared->request, number, memory_order_release);
    futex(&shared->request, FUTEX_WAKE, 1);
    sleep_until_changed(&shared->reply, number - 1);
}

static void socket_server(void)
{
    uint64_t word;
    while (read(sockets[1], &word, sizeof word) == sizeof word && (uint32_t)word != QUIT) {
        if (write(sockets[1], &word, sizeof word) != sizeof word) {
            return;
        }
    }
}

static void socket_call(uint32_t number)
{
    uint64_t word = number;
    if (write(sockets[0], &word, sizeof word) != sizeof word || read(sockets[0], &word, sizeof word) != sizeof word) {
        fail("socket");
    }
}

static void copy_call(uint32_t number)
{
    (void)number;
    memcpy(to, from, bytes);
    __asm__ volatile("" : : "r"(to) : "memory");
}

/// Starts the other process, which serves until it reads QUIT, or its parent is gone, or its time is up.
static pid_t serve(void (*server)(void), unsigned seconds)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) {
        fail("fork");
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(1);
        }
        alarm(seconds);
        server();
        _exit(0);
    }
    return child;
}

static void quit(void)
{
    uint64_t word = QUIT;
    atomic_store(&shared->request, QUIT);
    futex(&shared->request, FUTEX_WAKE, INT_MAX);
    if (sockets[0] != 0 && write(sockets[0], &word, sizeof word) < 0) {
        fail("quit");
    }
}

/// Samples until the time is over; keeps them where there is room, which the warm-up has not.
static int run(void (*call)(uint32_t), uint32_t *number, long milliseconds, long block, long pause, double *samples)
{
    int count = 0;
    int64_t end = now() + milliseconds * INT64_C(1000000);
    struct timespec gap = { pause / 1000000, pause % 1000000 * 1000 };
    do {
        if (pause > 0) {
            nanosleep(&gap, NULL);
        }
        int64_t start = now();
        for (long i = 0; i < block; i++) {
            call(++*number);
        }
        double sample = (double)(now() - start) / (double)block;
        if (samples != NULL) {
            samples[count++] = sample;
        }
    } while (now() < end && count < MAX_SAMPLES);
    return count;
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: bench_limits spin|futex|socket|memcpy WARMUP_MS MEASURE_MS BLOCK PAUSE_US BYTES\n");
        return 2;
    }
    const char *mode = argv[1];
    long warm_up = atol(argv[2]), measure = atol(argv[3]), block = atol(argv[4]), pause = atol(argv[5]);
    bytes = (size_t)atol(argv[6]);
    unsigned seconds = (unsigned)((warm_up + measure) / 1000 + GRACE_SECONDS);
    alarm(seconds);

    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        fail("mmap");
    }

    void (*server)(void) = NULL;
    void (*call)(uint32_t) = copy_call;
    if (strcmp(mode, "spin") == 0) {
        server = spin_server, call = spin_call;
    } else if (strcmp(mode, "futex") == 0) {
        server = futex_server, call = futex_call;
    } else if (strcmp(mode, "socket") == 0) {
        server = socket_server, call = socket_call;
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
            fail("socketpair");
        }
    } else if (strcmp(mode, "memcpy") == 0) {
        if ((from = malloc(bytes)) == NULL || (to = malloc(bytes)) == NULL) {
            fail("malloc");
        }
        memset(from, 1, bytes);
        memset(to, 2, bytes);
    } else {
        fprintf(stderr, "bench_limits: no such mode: %s\n", mode);
        return 2;
    }

    static double samples[MAX_SAMPLES];
    memset(samples, 1, sizeof samples); // touched now, not while the clock runs
    pid_t child = server != NULL ? serve(server, seconds) : 0;
    uint32_t number = 0;
    run(call, &number, warm_up, block, pause, NULL);
    int count = run(call, &number, measure, block, pause, samples);
    if (child > 0) {
        quit();
        waitpid(child, NULL, 0);
    }
    for (int i = 0; i < count; i++) {
        printf("%.3f\n", samples[i]);
    }
    return 0;
}
