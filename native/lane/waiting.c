/* Spins where the other side has been quick lately, sleeps where it has not: a conversation costs no system call, an idle worker no processor. */
#define _GNU_SOURCE
#include "waiting.h"
#include <sched.h>
#include <stddef.h>
#include <time.h>
#include <x86intrin.h>

#define BRISK_MICROSECONDS 50        /* about what a sleeper's wake costs: longer than that, spinning loses. And time for one caller to hand over to the next */
#define TRY_MICROSECONDS 1
#define MOST_MISSES 255              /* short waits that are slept for between two long looks */
#define LOOKS_PER_CLOCK 16           /* reading the time stamp counter takes longer than looking */
#define CALIBRATED_AFTER_NS 10000000 /* from then on the rate is known well enough */

static uint64_t ticks_per_microsecond = 3000;   /* until it is measured */
static uint64_t first_ticks, first_ns;
static bool calibrated, alone;

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void ffi_waiting_prepare(void)
{
    cpu_set_t processors;
    alone = sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) == 1;   /* then spinning keeps the other side from running */
    first_ticks = __rdtsc();
    first_ns = now_ns();
}

/* Done before sleeping, where time is at hand. */
static void calibrate(void)
{
    uint64_t elapsed = now_ns() - first_ns;
    if (elapsed < CALIBRATED_AFTER_NS)
        return;
    uint64_t ticks = (__rdtsc() - first_ticks) / (elapsed / 1000);
    ticks_per_microsecond = ticks != 0 ? ticks : 1;
    calibrated = true;
}

static inline uint32_t look(const uint32_t *turn, uint32_t seen)
{
    for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
        uint32_t now = ffi_load(turn);
        if (now != seen)
            return now;
        _mm_pause();
    }
    return seen;
}

static uint32_t spin(const uint32_t *turn, uint32_t seen, uint64_t start, uint64_t ticks)
{
    uint32_t now;
    do
        now = look(turn, seen);
    while (now == seen && __rdtsc() - start < ticks);
    return now;
}

static uint32_t sleep_on(const uint32_t *turn, uint32_t seen, uint32_t *sleeps)
{
    for (;;) {
        ffi_store(sleeps, 1);                /* before the second look: whoever rings after it sees the flag */
        uint32_t now = ffi_load(turn);
        if (now == seen)
            ffi_futex_wait(turn, seen);
        ffi_store(sleeps, 0);
        now = ffi_load(turn);
        if (now != seen)
            return now;
    }
}

/* Waits may be short and never met by looking: the other side is on this very processor, and runs only when this one sleeps. */
static bool looks_long(struct ffi_patience *patience, bool was_short)
{
    if (patience->brisk)
        patience->misses = patience->misses < MOST_MISSES ? 2 * patience->misses + 1 : MOST_MISSES;
    if (!was_short || patience->skipped++ < patience->misses)
        return false;
    patience->skipped = 0;
    return true;
}

uint32_t ffi_wait_turn(const uint32_t *turn, uint32_t seen, uint32_t *sleeps, struct ffi_patience *patience)
{
    uint32_t now = alone ? ffi_load(turn) : look(turn, seen);   /* of calls that come back to back, most are seen before there is need of a clock */
    uint64_t start = 0, brisk = BRISK_MICROSECONDS * ticks_per_microsecond;
    if (now == seen) {
        start = __rdtsc();
        if (!alone)
            now = spin(turn, seen, start, patience->brisk ? brisk : TRY_MICROSECONDS * ticks_per_microsecond);
    }
    if (now != seen) {
        *patience = (struct ffi_patience){ .brisk = true };
        return now;
    }
    if (!calibrated)
        calibrate();
    now = sleep_on(turn, seen, sleeps);
    patience->brisk = looks_long(patience, __rdtsc() - start < brisk);
    return now;
}
