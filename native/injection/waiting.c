#define _GNU_SOURCE
#include "injection.h"
#include <errno.h>
#include <time.h>

static void *waited_for;
static long wait_milliseconds;

void injection_keep_wait(void *function, long milliseconds)
{
    waited_for = function;
    wait_milliseconds = milliseconds;
}

/* For stand_ins.S: waits, and says where to go on. Once: a batch waits in its first row. */
__attribute__((visibility("hidden")))
void *injection_wait(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_milliseconds / 1000;
    until.tv_nsec += wait_milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    wait_milliseconds = 0;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
    return waited_for;
}
