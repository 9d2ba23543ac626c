/* Preloaded into a worker (LD_PRELOAD): stops it at a step of its start, so that whoever kills it there has certainly hit that step. FFI_STOP_AT names
   the function of the C library whose first call by the worker's constructor, or by the runtime after it, is the step. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static bool begun;    /* the constructor has: what libraries do before it is none of its steps */

static void step(const char *name)
{
    const char *stop = getenv("FFI_STOP_AT");
    if (begun && stop != NULL && strcmp(stop, name) == 0)
        kill(getpid(), SIGSTOP);
}

#define NEXT(function) __typeof__(&function) next = (__typeof__(&function))dlsym(RTLD_NEXT, #function)

pid_t setsid(void)
{
    begun = true;
    step("setsid");
    NEXT(setsid);
    return next();
}

ssize_t pread(int file, void *to, size_t size, off_t offset)
{
    step("pread");
    NEXT(pread);
    return next(file, to, size, offset);
}

int prctl(int option, ...)
{
    va_list list;
    va_start(list, option);
    unsigned long a = va_arg(list, unsigned long), b = va_arg(list, unsigned long), c = va_arg(list, unsigned long), d = va_arg(list, unsigned long);
    va_end(list);
    step("prctl");
    NEXT(prctl);
    return next(option, a, b, c, d);
}

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    step("mmap");
    NEXT(mmap);
    return next(address, size, protection, flags, file, offset);
}

int connect(int file, const struct sockaddr *address, socklen_t length)
{
    step("connect");
    NEXT(connect);
    return next(file, address, length);
}

int sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    step("sigaction");
    NEXT(sigaction);
    return next(number, action, before);
}

long syscall(long number, ...)
{
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long), d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);
    step("syscall");
    NEXT(syscall);
    return next(number, a, b, c, d, e, f);
}

int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set)
{
    step("sched_getaffinity");
    NEXT(sched_getaffinity);
    return next(process, size, set);
}
