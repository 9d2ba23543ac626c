/* Spins where the other side has been quick lately, sleeps where it has not: a conversation costs no system call, an idle worker no processor. */
#define _GNU_SOURCE
#include "lane.h"
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

static void prepare(void)
{
    cpu_set_t processors;
    alone = sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) == 1;   /* then spinning keeps the other side from running */
    first_ticks = __rdtsc();
    first_ns = now_ns();
}

void ffi_worker_side(struct ffi_side *side)
{
    struct ffi_control *control = ffi_control();
    *side = (struct ffi_side){ &control->exchange.reply_turn, &control->exchange.request_turn, &control->worker_sleeps, &control->host_sleeps, 0, 0, false, false, 0, 0 };
    prepare();
}

void ffi_host_side(struct ffi_side *side)
{
    struct ffi_control *control = ffi_control();
    *side = (struct ffi_side){ &control->exchange.request_turn, &control->exchange.reply_turn, &control->host_sleeps, &control->worker_sleeps, 0, 0, false, false, 0, 0 };
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

static inline uint32_t look(struct ffi_side *side, uint32_t seen)
{
    for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
        uint32_t now = ffi_load(side->hears);
        if (now != seen)
            return now;
        ffi_look_after(side);
        _mm_pause();
    }
    return seen;
}

static uint32_t spin(struct ffi_side *side, uint32_t seen, uint64_t start, uint64_t ticks)
{
    uint32_t now;
    do
        now = look(side, seen);
    while (now == seen && __rdtsc() - start < ticks);
    return now;
}

static uint32_t sleep_on(struct ffi_side *side, uint32_t seen)
{
    for (;;) {
        ffi_store(side->sleeps, 1);          /* before the second look: whoever speaks after it sees the flag */
        ffi_look_after(side);                /* behind that store's barrier: one side sees the other */
        uint32_t now = ffi_load(side->hears);
        if (now == seen)
            ffi_futex_wait(side->hears, seen);
        ffi_store(side->sleeps, 0);
        now = ffi_load(side->hears);
        if (now != seen)
            return now;
    }
}

/* Waits may be short and never met by looking: the other side is on this very processor, and runs only when this one sleeps. */
static bool looks_long(struct ffi_side *side, bool was_short)
{
    if (side->brisk)
        side->misses = side->misses < MOST_MISSES ? 2 * side->misses + 1 : MOST_MISSES;
    if (!was_short || side->skipped++ < side->misses)
        return false;
    side->skipped = 0;
    return true;
}

uint32_t ffi_hear(struct ffi_side *side, uint32_t seen)
{
    uint32_t now = alone ? ffi_load(side->hears) : look(side, seen);   /* of calls that come back to back, most are seen before there is need of a clock */
    uint64_t start = 0, brisk = BRISK_MICROSECONDS * ticks_per_microsecond;
    if (now == seen) {
        start = __rdtsc();
        if (!alone)
            now = spin(side, seen, start, side->brisk ? brisk : TRY_MICROSECONDS * ticks_per_microsecond);
    }
    if (now != seen) {
        side->brisk = true;
        side->misses = side->skipped = 0;
    } else {
        if (!calibrated)
            calibrate();
        now = sleep_on(side, seen);
        side->brisk = looks_long(side, __rdtsc() - start < brisk);
    }
    side->unheard = false;                   /* the other has answered */
    return now;
}
