#include "lane_host.h"
#include "../guard/guard.h"
#include "../lane/lane.h"
#include "../lane/waiting.h"
#include <pthread.h>
#include <string.h>
#include <x86intrin.h>

long host_spins = 1000;
static uint32_t seen;
static void say(uint32_t request);

static void *run_host(void *host)
{
    void (*routine)(void);
    *(void **)&routine = host;
    while (ffi_load(&ffi_control()->ready) == 0)
        ffi_futex_wait(&ffi_control()->ready, 0);
    routine();
    say(FFI_REQUEST_STOP);
    return NULL;
}

void serve(void (*host)(void))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_host, (void *)(uintptr_t)host) != 0)
        expectation_failed(__FILE__, __LINE__, "a thread for the host");
    EXPECT_EQUAL(0, ffi_serve());
    pthread_join(thread, NULL);
    EXPECT(header()->flags & FFI_HEADER_ORDERLY_SHUTDOWN);
}

struct ffi_image *call_on(uint32_t depth, const char *fixture_name, uint64_t first, uint64_t second)
{
    struct ffi_image *image = image_on(depth, fixture(fixture_name));
    image->integers[0] = first;
    image->integers[1] = second;
    return image;
}

static void say(uint32_t request)
{
    struct ffi_exchange *exchange = ffi_exchange();
    exchange->message = request;
    seen = (exchange->turn + 1) & FFI_TURN_MASK;
    atomic_exchange((_Atomic uint32_t *)&exchange->turn, seen);
    if (ffi_load(&ffi_control()->worker_sleeps) != 0)
        ffi_futex_wake(&exchange->turn, 1);
}

void ring_only(uint32_t depth)
{
    struct ffi_image *image = ffi_frame(depth);
    struct ffi_exchange *exchange = ffi_exchange();
    image->length = (uint32_t)length_of(image);
    exchange->operand = image->sequence;
    memcpy(exchange->integers, image->integers, sizeof exchange->integers);
    memcpy(&exchange->vectors[0], image->vectors[0], sizeof exchange->vectors[0]);
    memcpy(&exchange->vectors[1], image->vectors[1], sizeof exchange->vectors[1]);
    say(image->message);
}

uint32_t await_reply(void)
{
    struct ffi_exchange *exchange = ffi_exchange();
    for (long i = 0; i < host_spins; i++) {
        if (ffi_load(&exchange->turn) != seen)
            return exchange->message;
        _mm_pause();
    }
    for (;;) {
        ffi_store(&ffi_control()->host_sleeps, 1);
        if (ffi_load(&exchange->turn) == seen)
            ffi_futex_wait(&exchange->turn, seen);
        ffi_store(&ffi_control()->host_sleeps, 0);
        if (ffi_load(&exchange->turn) != seen)
            return exchange->message;
    }
}

uint32_t ring(uint32_t depth)
{
    ring_only(depth);
    return await_reply();
}

uint32_t answer(uint32_t depth, const struct ffi_answer *answer)
{
    ffi_callback_in(depth)->answer = *answer;
    ffi_exchange()->operand = FFI_ANSWER_IN_RECORD;
    say(FFI_REQUEST_CALLBACK_RETURN);
    return await_reply();
}

uint32_t answer_registers(uint64_t rax, uint64_t rdx, double xmm0, double xmm1)
{
    struct ffi_exchange *exchange = ffi_exchange();
    exchange->operand = FFI_ANSWER_IN_REGISTERS;
    exchange->integers[0] = rax;
    exchange->integers[1] = rdx;
    memcpy(&exchange->vectors[0], &xmm0, sizeof xmm0);
    memcpy(&exchange->vectors[1], &xmm1, sizeof xmm1);
    say(FFI_REQUEST_CALLBACK_RETURN);
    return await_reply();
}

uint32_t answer_number(uint64_t rax)
{
    return answer_registers(rax, 0, 0, 0);
}

const struct ffi_callback *callback_on(uint32_t depth) { return ffi_callback_in(depth); }
struct ffi_callback *foreign(uint32_t slot) { return ffi_foreign_slot(slot); }

bool is_return(uint32_t reply) { return reply == FFI_REPLY_RETURN || reply == FFI_REPLY_REGISTERS; }

/* Where the registers tell it all, they say what the image says. */
static void expect_registers_of(const struct ffi_image *image)
{
    const struct ffi_exchange *exchange = ffi_exchange();
    EXPECT_EQUAL(image->mxcsr_changed, exchange->machine_changes);
    EXPECT_EQUAL(image->rax, exchange->integers[0]);
    EXPECT_EQUAL(image->rdx, exchange->integers[1]);
    EXPECT_EQUAL((uint32_t)image->errno_after, exchange->integers[2]);
    EXPECT(memcmp(image->xmm0, &exchange->vectors[0], 8) == 0 && memcmp(image->xmm1, &exchange->vectors[1], 8) == 0);
}

void expect_return(uint64_t rax, const struct ffi_image *image, uint32_t reply)
{
    if (reply == FFI_REPLY_REGISTERS)
        expect_registers_of(image);
    EXPECT(is_return(reply));
    EXPECT_EQUAL(FFI_RETURNED, image->outcome);
    EXPECT_EQUAL(rax, image->rax);
}

void expect_call(uint64_t rax, uint32_t depth, const struct ffi_image *image)
{
    uint32_t reply = ring(depth);
    expect_return(rax, image, reply);
}

uint64_t bind_callback(uint32_t index, struct ffi_callback_entry entry)
{
    struct ffi_image *image = image_on(0, (void *)(uintptr_t)ffi_bind_callback);
    image->integers[0] = index;
    image->integers[1] = (uint64_t)(uintptr_t)&entry;
    EXPECT(is_return(ring(0)));
    return image->rax;
}

void release_callback(uint32_t index)
{
    struct ffi_image *image = image_on(0, (void *)(uintptr_t)ffi_release_callback);
    image->integers[0] = index;
    EXPECT(is_return(ring(0)));
}
