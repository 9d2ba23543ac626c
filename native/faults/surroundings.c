/* What a process has once, for all of its code: calls that return and leave it changed, and calls that say what it is now. */
#define _GNU_SOURCE
#include "faults.h"
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int change_directory(const char *path) { return chdir(path); }

const char *directory_now(void)
{
    static char path[4096];
    return getcwd(path, sizeof path);
}

int change_umask(int mask) { return (int)umask((mode_t)mask); }

int umask_now(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return (int)mask;
}

int change_variable(const char *name, const char *value) { return setenv(name, value, 1); }

const char *variable_now(const char *name) { return getenv(name); }

const char *change_locale(const char *name) { return setlocale(LC_ALL, name); }

const char *locale_now(void) { return setlocale(LC_ALL, NULL); }

int change_rounding(int mode) { return fesetround(mode); }

int rounding_now(void) { return fegetround(); }

int enable_traps(int exceptions) { return feenableexcept(exceptions); }

int traps_now(void) { return fegetexcept(); }

int block_signal(int number)
{
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    return pthread_sigmask(SIG_BLOCK, &one, NULL);
}

int is_blocked(int number)
{
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, number);
}

int ignore_signal(int number) { return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0; }

int is_ignored(int number)
{
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_IGN;
}

int lower_descriptor_limit(int most)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return -1;
    limit.rlim_cur = (rlim_t)most;
    return setrlimit(RLIMIT_NOFILE, &limit);
}

int descriptor_limit_now(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (int)limit.rlim_cur : -1;
}
