/* Calls that do not return. */
#define _GNU_SOURCE
#include "faults.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
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

void say_and_sleep(const char *text, int milliseconds)
{
    if (write(STDOUT_FILENO, text, strlen(text)) > 0 && write(STDOUT_FILENO, "\n", 1) == 1)
        sleep_for(milliseconds);
}
