/* The shared-memory lane, looked at and never slept on. */
#define _GNU_SOURCE
#include "evil.h"
#include <linux/futex.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOK_MICROSECONDS 50

uint32_t request_turns[FFI_FRAMES];

static void wake(uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0); }

void ready(uint32_t value)
{
    __atomic_store_n(&evil.control_words->ready, value, __ATOMIC_SEQ_CST);
    wake(&evil.control_words->ready);
}

void ring(struct ffi_image *image, uint32_t turn)
{
    __atomic_store_n(&image->reply_turn, turn, __ATOMIC_SEQ_CST);
    wake(&image->reply_turn);
}

void await_request(struct ffi_image *image, uint32_t *last)
{
    uint32_t turn;
    while ((turn = __atomic_load_n(&image->turn, __ATOMIC_SEQ_CST)) == *last)
        usleep(LOOK_MICROSECONDS);
    *last = turn;
}

void serve_lane(void)
{
    uint64_t calls = 0;
    while (true) {
        struct ffi_image *image = frame_image(0);
        await_request(image, &request_turns[0]);
        if (image->message == FFI_REQUEST_STOP)
            _exit(0);
        struct call call = { .way = BY_MEMORY, .image = image, .frame = 0 };
        note_entered(image);
        if (!is_attacked(image) || !attack_call(&call))
            answer(&call, is_attacked(image) ? ANSWER : 0x700000000000 + 0x1000 * ++calls);
    }
}
