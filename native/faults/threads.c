/* Crashes on threads that the library made itself, during the call and after it. */
#define _GNU_SOURCE
#include "faults.h"
#include "opaque.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* Each thread names itself: its creator might come too late. */
static void *crash_here(void *name)
{
    pthread_setname_np(pthread_self(), name);
    null_write();
    return NULL;
}

static void *abort_here(void *name)
{
    pthread_setname_np(pthread_self(), name);
    abort();
}

static void run_and_wait(void *(*body)(void *), char *name)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, name) == 0)
        pthread_join(thread, NULL);
}

void crash_on_own_thread(void) { run_and_wait(crash_here, "crasher"); }

void abort_on_own_thread(void) { run_and_wait(abort_here, "aborter"); }

static int delay;

static void *crash_after_delay(void *unused)
{
    (void)unused;
    struct timespec time = { delay / 1000, delay % 1000 * 1000000L };
    nanosleep(&time, NULL);
    return crash_here("late-crasher");
}

int crash_later(int milliseconds)
{
    pthread_t thread;
    delay = milliseconds;
    int error = pthread_create(&thread, NULL, crash_after_delay, NULL);
    if (error == 0)
        pthread_detach(thread);
    return error;
}
