#define _GNU_SOURCE
#include "injection.h"
#include <errno.h>
#include <time.h>

static struct {
    void *function;
    long milliseconds;
} kept_for[PLACES];

void injection_keep_wait(void *function, long milliseconds, int place)
{
    kept_for[place % PLACES].function = function;
    kept_for[place % PLACES].milliseconds = milliseconds;
}

/* Says where to go on. */
void *injection_wait(unsigned int place)
{
    long wait_milliseconds = kept_for[place].milliseconds;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_milliseconds / 1000;
    until.tv_nsec += wait_milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
    return kept_for[place].function;
}
