/* The shared-memory lane, looked at and never slept on. */
#define _GNU_SOURCE
#include "evil.h"
#include <linux/futex.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOK_MICROSECONDS 50

static uint32_t last;    /* turn that was said or heard */

static void wake(uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0); }

void ready(uint32_t value)
{
    __atomic_store_n(&evil.control_words->ready, value, __ATOMIC_SEQ_CST);
    wake(&evil.control_words->ready);
}

struct ffi_exchange *exchange(void) { return &evil.control_words->exchange; }

void say(uint32_t what, uint32_t turn)
{
    exchange()->message = what;
    last = turn & ~FFI_TURN_DEAD;
    __atomic_store_n(&exchange()->turn, turn, __ATOMIC_SEQ_CST);
    wake(&exchange()->turn);
}

static uint32_t turn_now(void) { return __atomic_load_n(&exchange()->turn, __ATOMIC_SEQ_CST) & ~FFI_TURN_DEAD; }

bool has_request(void) { return turn_now() != last; }
void hear(void) { last = turn_now(); }

void await_request(void)
{
    while (!has_request())
        usleep(LOOK_MICROSECONDS);
    hear();
}

static void take_operands(struct ffi_image *image)
{
    image->sequence = exchange()->operand;
    for (int i = 0; i < 4; i++)
        image->integers[i] = exchange()->integers[i];
}

void serve_lane(void)
{
    uint64_t calls = 0;
    while (true) {
        await_request();
        if (exchange()->message == FFI_REQUEST_STOP)
            _exit(0);
        struct ffi_image *image = frame_image(0);
        take_operands(image);
        struct call call = { .way = BY_MEMORY, .image = image, .frame = 0 };
        note_entered(image);
        if (!is_attacked(image) || !attack_call(&call))
            answer(&call, is_attacked(image) ? ANSWER : 0x700000000000 + 0x1000 * ++calls);
    }
}
