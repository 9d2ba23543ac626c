/* The conversation: calls, calls within callbacks, requests that are none, hand-overs at every moment. */
#include "lane_host.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

static void calls_host(void)
{
    for (uint64_t i = 0; i < 10000; i++) {
        struct ffi_image *image = call_on(0, "add_two", i, 1000);
        image->sequence = i;
        expect_return(i + 1000, image, ring(0));
        EXPECT_EQUAL(i, recorder()->frames[0].sequence);
        EXPECT_EQUAL(FFI_STAGE_DONE, recorder()->frames[0].stage);
    }
}
static void calls(void) { serve(calls_host); }

static void no_requests_host(void)
{
    const uint32_t kinds[] = { 0, FFI_REQUEST_CALLBACK_RETURN, FFI_REQUEST_BATCH, FFI_REQUEST_LIST, 99 };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct ffi_image *image = call_on(0, "add_two", 1, 2);
        image->message = kinds[i];
        image->rax = 0x5A5A;
        EXPECT(is_return(ring(0)));
        EXPECT_EQUAL(FFI_REFUSED, image->outcome);
        EXPECT_EQUAL(0x5A5A, image->rax);
    }
    calls_host();
}
static void no_requests(void) { serve(no_requests_host); }

/* A call in a callback of a call, and so on: on the last frame there is none left for a callback, which gets a zero. */
static uint64_t descend_from(uint32_t depth, uint64_t callback, uint64_t n)
{
    struct ffi_image *image = call_on(depth, "descend", callback, n);
    image->sequence = 100 + depth;
    uint32_t reply = ring(depth);
    if (n > 0 && depth + 1 < FFI_FRAMES) {
        EXPECT_EQUAL(FFI_REPLY_CALLBACK, reply);
        EXPECT_EQUAL(n - 1, callback_on(depth + 1)->integers[0]);
        EXPECT_EQUAL(depth, recorder()->depth);
        EXPECT_EQUAL(100 + depth, recorder()->frames[depth].sequence);
        EXPECT_EQUAL(FFI_STAGE_CALLBACK, recorder()->frames[depth].stage);
        EXPECT_EQUAL(3, recorder()->frames[depth].callback);
        struct ffi_image *sibling = call_on(depth + 1, "add_two", n, depth);     /* two calls in one callback */
        expect_return(n + depth, sibling, ring(depth + 1));
        reply = answer_number(descend_from(depth + 1, callback, n - 1));
    }
    EXPECT(is_return(reply));
    EXPECT_EQUAL(depth == 0 ? 0 : depth - 1, recorder()->depth);
    return image->rax;
}

static void nested_host(void)
{
    uint64_t callback = bind_callback(3, (struct ffi_callback_entry) { 0 });
    for (uint64_t n = 0; n < FFI_FRAMES; n++)
        EXPECT_EQUAL(n + 1, descend_from(0, callback, n));
    EXPECT_EQUAL(FFI_FRAMES, descend_from(0, callback, FFI_FRAMES));     /* the innermost got 0 in place of 1 */
    calls_host();
}
static void nested(void) { serve(nested_host); }
static void verify_nested(const struct run *run)
{
    EXPECT(ended_well(run));
    EXPECT(strstr(run->error_text, "callback 3 was called too deep") != NULL);
}

/* Pauses of both sides around the moments where the other one stops spinning and goes to sleep. A lost wake-up hangs, and the deadline finds it. */
static uint64_t random_state = 88172645463325252ull;
static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state << 13, random_state ^= random_state >> 7, random_state ^= random_state << 17;
    return random_state % limit;
}
static uint64_t random_pause(void)
{
    uint64_t kind = random_below(100);
    return kind < 60 ? 0 : kind < 94 ? random_below(6000) : kind < 98 ? 60000 + random_below(40000) : random_below(200000);   /* ticks */
}
static void hand_overs_host(void)
{
    const char *wanted = getenv("FFI_HAND_OVERS");
    void *pause_for = fixture("pause_for");
    long count = wanted != NULL ? atol(wanted) : 20000;
    for (long i = 0; i < count; i++) {
        uint64_t pause = random_pause();
        host_spins = (long)random_below(200);
        for (uint64_t start = __rdtsc(), length = random_pause(); __rdtsc() - start < length;)
            ;
        struct ffi_image *image = image_on(0, pause_for);
        image->integers[0] = pause;
        expect_return(pause, image, ring(0));
    }
}
static void hand_overs(void) { serve(hand_overs_host); }

/* Not a test: prints what a round trip takes, beside one that does nothing. The quickest block of each counts: the others were disturbed. */
#define BLOCK 2000
#define BLOCKS 100
static _Alignas(64) volatile uint32_t ping;
static _Alignas(64) volatile uint32_t pong;
static int64_t raw_pong(void)
{
    for (uint32_t i = 1; i <= BLOCK * BLOCKS; i++) {
        while (ping != i)
            _mm_pause();
        pong = i;
    }
    return 0;
}
static void raw_round(struct ffi_image *image, uint32_t i)
{
    (void)image;
    ping = i + 1;
    while (pong != i + 1)
        _mm_pause();
}
static void lane_round(struct ffi_image *image, uint32_t i)
{
    image->integers[0] = i;
    ring(0);
}
static void gate_round(struct ffi_image *image, uint32_t i)
{
    image->integers[0] = i;
    ffi_gate(image, FFI_FRAME_CALLBACK, 0);
}
static double quickest(struct ffi_image *image, void round(struct ffi_image *image, uint32_t i))
{
    double best = 1e9;
    for (uint32_t block = 0; block < BLOCKS; block++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (uint32_t i = 0; i < BLOCK; i++)
            round(image, block * BLOCK + i);
        clock_gettime(CLOCK_MONOTONIC, &end);
        double mean = ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / BLOCK;
        best = mean < best ? mean : best;
    }
    return best;
}
static void measure_host(void)
{
    host_spins = 1L << 40;
    for (int i = 0; i < 3; i++) {
        ping = pong = 0;
        struct ffi_image *image = image_on(0, (void *)(uintptr_t)raw_pong);
        ring_only(0);
        double raw = quickest(image, raw_round);
        await_reply();
        image = call_on(0, "add_two", 1, 2);
        double lane = quickest(image, lane_round);
        fprintf(stderr, "raw ping-pong %.0f ns, add_two through the lane %.0f ns, through the gate alone %.1f ns\n", raw, lane, quickest(image, gate_round));
    }
}
static void measure(void) { serve(measure_host); }
static void verify_measure(const struct run *run) { dprintf(1, "%s", run->error_text); }

const struct test lane_tests[] = {
    { "calls go through the lane one after the other", calls, NULL, 0 },
    { "requests that are none are refused, and the next is served", no_requests, NULL, 0 },
    { "calls nest in callbacks down to the last frame", nested, verify_nested, 0 },
    { "no wake-up is lost whenever the sides hand over", hand_overs, NULL, 0 },
    { "measure", measure, verify_measure, 0 },
    { NULL, NULL, NULL, 0 }
};
