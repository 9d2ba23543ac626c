#include "lane_host.h"
#include "../guard/guard.h"
#include "../lane/lane.h"
#include "../lane/waiting.h"
#include <pthread.h>
#include <string.h>
#include <x86intrin.h>

long host_spins = 1000;
static uint32_t seen[FFI_FRAMES];

static void *run_host(void *host)
{
    void (*routine)(void);
    *(void **)&routine = host;
    while (ffi_load(&ffi_control()->ready) == 0)
        ffi_futex_wait(&ffi_control()->ready, 0);
    routine();
    ffi_frame(0)->message = FFI_REQUEST_STOP;
    ring_only(0);
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

void ring_only(uint32_t depth)
{
    struct ffi_image *image = ffi_frame(depth);
    seen[depth] = image->reply_turn;
    image->length = (uint32_t)length_of(image);
    atomic_exchange((_Atomic uint32_t *)&image->turn, image->turn + 1);
    if (ffi_load(&ffi_control()->worker_sleeps) != 0)
        ffi_futex_wake(&image->turn, 1);
}

uint32_t await_reply(uint32_t depth)
{
    struct ffi_image *image = ffi_frame(depth);
    for (long i = 0; i < host_spins; i++) {
        if (ffi_load(&image->reply_turn) != seen[depth])
            return image->reply_message;
        _mm_pause();
    }
    for (;;) {
        ffi_store(&ffi_control()->host_sleeps, 1);
        if (ffi_load(&image->reply_turn) == seen[depth])
            ffi_futex_wait(&image->reply_turn, seen[depth]);
        ffi_store(&ffi_control()->host_sleeps, 0);
        if (ffi_load(&image->reply_turn) != seen[depth])
            return image->reply_message;
    }
}

uint32_t ring(uint32_t depth)
{
    ring_only(depth);
    return await_reply(depth);
}

uint32_t answer(uint32_t depth, const struct ffi_answer *answer)
{
    struct ffi_image *image = ffi_frame(depth);
    seen[depth - 1] = ffi_frame(depth - 1)->reply_turn;
    memcpy((uint8_t *)image + sizeof image->turn, (const uint8_t *)answer + sizeof image->turn, sizeof *answer - sizeof image->turn);
    image->message = FFI_REQUEST_CALLBACK_RETURN;
    atomic_exchange((_Atomic uint32_t *)&image->turn, image->turn + 1);
    if (ffi_load(&ffi_control()->worker_sleeps) != 0)
        ffi_futex_wake(&image->turn, 1);
    return await_reply(depth - 1);
}

uint32_t answer_number(uint32_t depth, uint64_t rax)
{
    struct ffi_answer number = { .rax = rax };
    return answer(depth, &number);
}

const struct ffi_callback *callback_on(uint32_t depth) { return ffi_callback_in(depth); }
struct ffi_callback *foreign(uint32_t slot) { return ffi_foreign_slot(slot); }

void expect_return(uint64_t rax, const struct ffi_image *image, uint32_t reply)
{
    EXPECT_EQUAL(FFI_REPLY_RETURN, reply);
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
    EXPECT_EQUAL(FFI_REPLY_RETURN, ring(0));
    return image->rax;
}

void release_callback(uint32_t index)
{
    struct ffi_image *image = image_on(0, (void *)(uintptr_t)ffi_release_callback);
    image->integers[0] = index;
    EXPECT_EQUAL(FFI_REPLY_RETURN, ring(0));
}
