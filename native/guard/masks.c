/* A fault whose signal is blocked ends the process without a word: the kernel does not ask the handler. Libraries block all signals
   in their threads to leave them to their application, and mean the ones that are sent. So the signals of faults stay open; blocking
   them has no other use (POSIX leaves it undefined). The executable exports these, and the dynamic linker finds them first. */
#define _GNU_SOURCE
#include "guard.h"
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_SET_SIZE 8
#define GLIBC_CANCEL 32    /* its own two, which no mask of an application may hold: nptl, internaltypes.h */
#define GLIBC_SETXID 33

static long change_mask(int how, const sigset_t *set, sigset_t *before)
{
    sigset_t allowed;
    if (set != NULL && how != SIG_UNBLOCK && ffi_guard.segment != NULL) {
        allowed = *set;
        ffi_remove_guarded(&allowed);
        set = &allowed;
    }
    uint64_t bits = 0, old = 0;
    if (set != NULL)
        for (int signal = 1; signal <= 64; signal++)
            if (signal != GLIBC_CANCEL && signal != GLIBC_SETXID && sigismember(set, signal) == 1)
                bits |= 1ull << (signal - 1);
    long result = syscall(SYS_rt_sigprocmask, how, set != NULL ? &bits : NULL, &old, KERNEL_SET_SIZE);
    if (result == 0 && before != NULL) {
        sigemptyset(before);
        *(uint64_t *)before = old;
    }
    return result;
}

__attribute__((visibility("default"))) int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict before)
{
    return (int)change_mask(how, set, before);
}

__attribute__((visibility("default"))) int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict before)
{
    int error = errno, result = change_mask(how, set, before) == 0 ? 0 : errno;
    errno = error;    /* pthread_sigmask returns its error */
    return result;
}
