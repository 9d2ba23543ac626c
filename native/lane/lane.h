/* What the parts of the lane say to each other, and to the worker's managed code. The protocol is in ffi_segment.h. */
#ifndef FFI_LANE_H
#define FFI_LANE_H
#include "ffi_segment.h"
#include "../guard/guard.h"
#include <stdbool.h>
#include <stdint.h>

static inline struct ffi_image *ffi_frame(uint32_t depth)
{
    return (struct ffi_image *)(ffi_guard.segment + FFI_LANE_OFFSET + depth * FFI_FRAME_SIZE);
}

static inline struct ffi_callback *ffi_callback_in(uint32_t depth)
{
    return (struct ffi_callback *)((uint8_t *)ffi_frame(depth) + FFI_FRAME_CALLBACK);
}

static inline struct ffi_callback *ffi_foreign_slot(uint32_t slot)
{
    return (struct ffi_callback *)(ffi_guard.segment + FFI_FOREIGN_OFFSET + slot * FFI_CALLBACK_SIZE);
}

static inline struct ffi_control *ffi_control(void)
{
    return (struct ffi_control *)(ffi_guard.segment + FFI_CONTROL_OFFSET);
}

static inline struct ffi_exchange *ffi_exchange(void)
{
    return &ffi_control()->exchange;
}

/* serve.c: the worker's side. Answers requests on the calling thread, which is the one that makes calls from then on, until a request to stop. */
int ffi_serve(void);
void ffi_mark_replies(void);                                       /* the worker is dying: every reply says so from here on. In signal handlers of any thread */
bool ffi_call_is_out(void);                                        /* on the call thread: native code of a call runs, and may call back */
struct ffi_arrival;
typedef void ffi_fill(struct ffi_callback *callback, const struct ffi_arrival *arrival);                          /* what the host is told */
typedef void ffi_take(struct ffi_arrival *arrival, const struct ffi_answer *answer, const uint8_t *memory);       /* what it answers */
bool ffi_converse(uint32_t index, struct ffi_arrival *arrival, ffi_fill *fill, ffi_take *take); /* the call on board calls back: false where no frame is left */

/* proxy.c: the host's side, for managed code that plays the host's part. */
uint8_t *ffi_window(void);                                         /* where it lays out blocks and finds them again */
uint32_t ffi_carry(uint32_t frame, uint32_t request);              /* says that the image on a frame is to be run, or that the record there holds an answer; returns the kind of the reply */
void ffi_request_stop(void);                                       /* makes ffi_serve return. No call may be on board: it would take this for its answer */
uint32_t ffi_next_foreign(void);                                   /* waits for a callback from another thread: its slot, which is taken then */
void ffi_answer_foreign(uint32_t slot);                            /* its answer has been written */
void ffi_await_host(void);                                         /* returns when the host has said something; ends the process where it is gone */

/* callbacks.c */
__attribute__((visibility("default"))) void *ffi_bind_callback(uint32_t index, const struct ffi_callback_entry *entry);
__attribute__((visibility("default"))) void ffi_release_callback(uint32_t index);

/* foreign.c: a callback that is none of the call on board's. Touches neither errno nor thread-local storage. */
void ffi_post_foreign(struct ffi_arrival *arrival, ffi_fill *fill, ffi_take *take);
#endif
