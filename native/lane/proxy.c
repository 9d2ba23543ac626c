/* The host's side of the conversation, for the worker's managed code: it plays the host's part where calls come over the pipe. */
#define _GNU_SOURCE
#include "lane.h"
#include "waiting.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static struct ffi_patience patience;

uint8_t *ffi_window(void) { return ffi_guard.window; }

uint32_t ffi_carry(uint32_t frame)
{
    struct ffi_control *control = ffi_control();
    struct ffi_image *request = ffi_frame(frame);
    /* The answer to a callback is followed up on the frame that called back. */
    struct ffi_image *replying = request->message == FFI_REQUEST_CALLBACK_RETURN && frame > 0 ? ffi_frame(frame - 1) : request;
    uint32_t seen = ffi_load(&replying->reply_turn);
    ffi_ring(&request->turn, &control->worker_sleeps);
    do
        seen = ffi_wait_turn(&replying->reply_turn, seen, &control->host_sleeps, &patience);
    while ((seen & FFI_TURN_DEAD) != 0);     /* the process is ending: nobody can be told anything any more, least of all by this thread */
    return replying->reply_message;
}

void ffi_request_stop(void)
{
    struct ffi_image *image = ffi_frame(0);
    image->message = FFI_REQUEST_STOP;
    ffi_ring(&image->turn, &ffi_control()->worker_sleeps);
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
