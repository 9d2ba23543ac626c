/* Callbacks that no call on board makes: from threads of a library, and from the call thread between calls. Each waits in a slot of its own. */
#include "lane.h"
#include "waiting.h"
#include <string.h>

static _Atomic uint32_t freed;       /* futex: +1 for each slot that became free */
static _Atomic uint32_t queueing;    /* threads that found no slot */

static struct ffi_callback *free_slot(void)
{
    for (uint32_t slot = 0; slot < FFI_FOREIGN_SLOTS; slot++) {
        struct ffi_callback *callback = ffi_foreign_slot(slot);
        uint32_t expected = FFI_FOREIGN_FREE;
        if (atomic_compare_exchange_strong((_Atomic uint32_t *)&callback->state, &expected, FFI_FOREIGN_CLAIMED))
            return callback;
    }
    return NULL;
}

static struct ffi_callback *claim_slot(void)
{
    struct ffi_callback *callback = free_slot();
    if (callback != NULL)
        return callback;
    queueing++;
    for (;;) {
        uint32_t seen = freed;       /* before the search: a slot that becomes free after it counts up */
        callback = free_slot();
        if (callback != NULL)
            break;
        ffi_futex_wait((const uint32_t *)&freed, seen);
    }
    queueing--;
    return callback;
}

static void release_slot(struct ffi_callback *callback)
{
    ffi_store(&callback->state, FFI_FOREIGN_FREE);
    freed++;
    if (queueing != 0)
        ffi_futex_wake((const uint32_t *)&freed, 1);
}

static void await_answer(struct ffi_callback *callback)
{
    uint32_t state;
    while ((state = ffi_load(&callback->state)) != FFI_FOREIGN_ANSWERED)
        ffi_futex_wait(&callback->state, state);
}

void ffi_post_foreign(const void *arrival, void fill(struct ffi_callback *callback, const void *arrival), struct ffi_answer *answer)
{
    if ((ffi_guard.header->flags & FFI_HEADER_ORDERLY_SHUTDOWN) != 0)
        return;      /* the host has said goodbye: a library's destructors get zeros */
    uint32_t *bell = &ffi_control()->foreign_bell;
    struct ffi_callback *callback = claim_slot();
    fill(callback, arrival);
    ffi_store(&callback->state, FFI_FOREIGN_POSTED);
    atomic_fetch_add((_Atomic uint32_t *)bell, 1);
    ffi_futex_wake(bell, INT32_MAX);
    await_answer(callback);
    memcpy(answer, &callback->answer, sizeof *answer);
    release_slot(callback);
}
