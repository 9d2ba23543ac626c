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
#define PATIENCE_PER_PAUSE 16
#define PATIENCE_PER_MISS 8
#define MOST_PATIENCE (16 * PATIENCE_PER_PAUSE)
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
    *side = (struct ffi_side){ .word = &control->exchange.turn, .sleeps = &control->worker_sleeps, .other_sleeps = &control->host_sleeps };
    prepare();
}

void ffi_host_side(struct ffi_side *side)
{
    struct ffi_control *control = ffi_control();
    *side = (struct ffi_side){ .word = &control->exchange.turn, .sleeps = &control->host_sleeps, .other_sleeps = &control->worker_sleeps };
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

static inline bool look(struct ffi_side *side, uint32_t next)
{
    for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
        if (ffi_load(side->word) == next)
            return true;
        ffi_look_after(side);
        _mm_pause();
    }
    return false;
}

static bool spin(struct ffi_side *side, uint32_t next, uint64_t start, uint64_t ticks)
{
    bool heard;
    do
        heard = look(side, next);
    while (!heard && __rdtsc() - start < ticks);
    return heard;
}

static void sleep_on(struct ffi_side *side, uint32_t next)
{
    for (uint32_t now; (now = ffi_load(side->word)) != next;) {
        ffi_store(side->sleeps, 1);          /* before the second look: whoever speaks after it sees the flag */
        ffi_look_after(side);                /* behind that store's barrier: one side sees the other */
        if (ffi_load(side->word) == now)
            ffi_futex_wait(side->word, now);
        ffi_store(side->sleeps, 0);
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

/* A look takes the line from the other, who has to fetch it once more to speak: each that comes too early makes the answer later by a transfer. So the first one waits
   for as long as answers took lately, and a little less each time that one was there. What takes much longer teaches nothing. */
static bool expect(struct ffi_side *side, uint32_t next)
{
    ffi_look_after(side);
    for (uint32_t i = side->patience / PATIENCE_PER_PAUSE; i != 0; i--)
        _mm_pause();
    if (ffi_load(side->word) == next) {
        side->patience -= side->patience != 0;
        return true;
    }
    _mm_pause();
    if (!look(side, next))
        return false;
    side->patience += side->patience < MOST_PATIENCE ? PATIENCE_PER_MISS : 0;
    return true;
}

void ffi_hear(struct ffi_side *side)
{
    uint32_t next = (side->turn + 1) & FFI_TURN_MASK;
    bool heard = alone ? ffi_load(side->word) == next : expect(side, next);   /* of calls that come back to back, most are seen before there is need of a clock */
    uint64_t start = 0, brisk = BRISK_MICROSECONDS * ticks_per_microsecond;
    if (!heard) {
        start = __rdtsc();
        heard = !alone && spin(side, next, start, side->brisk ? brisk : TRY_MICROSECONDS * ticks_per_microsecond);
    }
    if (heard) {
        side->brisk = true;
        side->misses = side->skipped = 0;
    } else {
        if (!calibrated)
            calibrate();
        sleep_on(side, next);
        side->brisk = looks_long(side, __rdtsc() - start < brisk);
    }
    side->turn = next;
    side->unheard = false;                   /* the other has answered */
}
