/* Signals and threads that come by themselves, after the call that asked for them. */
#define _GNU_SOURCE
#include "faults.h"
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

int alarm_after(int milliseconds)
{
    struct itimerval timer = { { 0, 0 }, { milliseconds / 1000, milliseconds % 1000 * 1000L } };
    return setitimer(ITIMER_REAL, &timer, NULL);
}

int processor_alarm_after(int milliseconds)
{
    struct itimerval timer = { { 0, 0 }, { milliseconds / 1000, milliseconds % 1000 * 1000L } };
    return setitimer(ITIMER_PROF, &timer, NULL);
}

static void crash_here(union sigval unused)
{
    (void)unused;
    null_write();
}

int crash_by_timer(int milliseconds)
{
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD;
    event.sigev_notify_function = crash_here;
    struct itimerspec time = { { 0, 0 }, { milliseconds / 1000, milliseconds % 1000 * 1000000L } };
    timer_t timer;
    return timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 ? timer_settime(timer, 0, &time, NULL) : -1;
}
