/* The host's side of the conversation, for the worker's managed code: it plays the host's part where calls come over the pipe. */
#define _GNU_SOURCE
#include "lane.h"
#include "waiting.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct ffi_side side;

/* Of the first request, none has been made yet. */
static struct ffi_side *host_side(void)
{
    if (side.word == NULL)
        ffi_host_side(&side);
    return &side;
}

uint8_t *ffi_window(void) { return ffi_guard.window; }

uint32_t ffi_carry(uint32_t frame, uint32_t request)
{
    struct ffi_exchange *exchange = ffi_exchange();
    const struct ffi_image *image = ffi_frame(frame);
    /* The answer to a callback is followed up on the frame that called back. */
    uint32_t replying = request == FFI_REQUEST_CALLBACK_RETURN && frame > 0 ? frame - 1 : frame;
    if (request == FFI_REQUEST_CALLBACK_RETURN) {
        exchange->operand = FFI_ANSWER_IN_RECORD;
    } else {
        exchange->operand = image->sequence;
        memcpy(exchange->integers, image->integers, sizeof exchange->integers);
        memcpy(&exchange->vectors[0], image->vectors[0], sizeof exchange->vectors[0]);
        memcpy(&exchange->vectors[1], image->vectors[1], sizeof exchange->vectors[1]);
    }
    ffi_say(host_side(), request);
    do
        ffi_hear(&side);     /* of a worker that is dying, for ever: nobody can be told anything any more, least of all by this thread */
    while (exchange->depth != replying);
    return exchange->message == FFI_REPLY_CALLBACK ? FFI_REPLY_CALLBACK : FFI_REPLY_RETURN;   /* the image says what the registers say */
}

void ffi_request_stop(void)
{
    ffi_say(host_side(), FFI_REQUEST_STOP);
    ffi_rouse(&side);
}

uint32_t ffi_next_foreign(void)
{
    uint32_t *bell = &ffi_control()->foreign_bell;
    for (;;) {
        uint32_t rung = ffi_load(bell);      /* before the search: one that is posted after it rings again */
        for (uint32_t slot = 0; slot < FFI_FOREIGN_SLOTS; slot++) {
            uint32_t posted = FFI_FOREIGN_POSTED;
            if (atomic_compare_exchange_strong((_Atomic uint32_t *)&ffi_foreign_slot(slot)->state, &posted, FFI_FOREIGN_TAKEN))
                return slot;
        }
        ffi_futex_wait(bell, rung);
    }
}

void ffi_answer_foreign(uint32_t slot)
{
    struct ffi_callback *callback = ffi_foreign_slot(slot);
    ffi_store(&callback->state, FFI_FOREIGN_ANSWERED);
    ffi_futex_wake(&callback->state, INT32_MAX);
}

void ffi_await_host(void)
{
    struct pollfd pipe = { .fd = ffi_guard.header->pipe, .events = POLLIN };
    char byte;
    ssize_t length;
    do {
        poll(&pipe, 1, -1);
        length = recv(pipe.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    } while (length < 0 && (errno == EAGAIN || errno == EINTR));
    if (length <= 0)
        kill(getpid(), SIGKILL);             /* the host is gone: the kernel's death signal ends a worker as a rule, but native code can have cleared it */
}
