/* Calls that do not return. */
#define _GNU_SOURCE
#include "faults.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void spin(void)
{
    for (volatile int i = 0;; i++)
        ;
}

void spin_with_signals_blocked(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    spin();
}

void sleep_forever(void)
{
    for (;;)
        pause();
}

void sleep_for(int milliseconds)
{
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
    nanosleep(&time, NULL);
}

void deadlock(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static atomic_int holders;

/* Not before both have their first. */
static void lock_both(pthread_mutex_t *own, pthread_mutex_t *other)
{
    pthread_mutex_lock(own);
    atomic_fetch_add(&holders, 1);
    while (atomic_load(&holders) < 2)
        sched_yield();
    pthread_mutex_lock(other);
}

static void *lock_backwards(void *unused)
{
    pthread_setname_np(pthread_self(), "backwards");
    lock_both(&second, &first);
    return unused;
}

void deadlock_of_two(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, lock_backwards, NULL) == 0)
        lock_both(&first, &second);
}

static void *wait_for_first(void *unused)
{
    pthread_mutex_lock(&first);
    pthread_mutex_unlock(&first);
    return unused;
}

void deadlock_with_threads(int count)
{
    pthread_t threads[16];
    pthread_mutex_lock(&first);
    for (int i = 0; i < count && i < 16; i++)
        pthread_create(&threads[i], NULL, wait_for_first, NULL);
    for (int i = 0; i < count && i < 16; i++)
        pthread_join(threads[i], NULL);
}

void spin_on_clock(void)
{
    struct timespec now;
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_sec >= 0);
}

static void spin_here(int signal)
{
    (void)signal;
    spin();
}

void spin_in_handler(void)
{
    signal(SIGUSR2, spin_here);
    raise(SIGUSR2);
}

void spin_traced(void)
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    spin();
}

/* Without CLONE_VM: the child has a stack of its own to sleep on. */
void wait_for_vfork(void)
{
    if (syscall(SYS_clone, CLONE_VFORK | SIGCHLD, NULL, NULL, NULL, NULL) == 0)
        sleep_forever();
}

int wait_for_event(int milliseconds)
{
    struct epoll_event event;
    int set = epoll_create1(EPOLL_CLOEXEC);
    int result = epoll_wait(set, &event, 1, milliseconds) < 0 ? errno : 0;
    close(set);
    return result;
}

void say_and_sleep(const char *text, int milliseconds)
{
    if (write(STDOUT_FILENO, text, strlen(text)) > 0 && write(STDOUT_FILENO, "\n", 1) == 1)
        sleep_for(milliseconds);
}
