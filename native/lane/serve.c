/* The worker's side of the conversation: requests on frame 0 are calls; while a call's callback is out, the next frame takes calls within it, until
   the request that answers the callback. All of it on one thread, on one stack: native code's own. */
#include "lane.h"
#include "../gate/gate.h"
#include "waiting.h"
#include <string.h>

static struct {
    uint32_t taken[FFI_FRAMES];      /* the request turn of each frame that was answered last */
    int32_t depth;                   /* of the innermost call that is out, -1 for none */
    bool waits;                      /* for the host, in the lane's own code */
    struct ffi_patience patience;
} lane = { .depth = -1 };

bool ffi_call_is_out(void)
{
    return lane.depth >= 0 && !lane.waits;
}

static uint32_t next_request(uint32_t depth)
{
    struct ffi_image *image = ffi_frame(depth);
    lane.waits = true;
    lane.taken[depth] = ffi_wait_turn(&image->turn, lane.taken[depth], &ffi_control()->worker_sleeps, &lane.patience);
    lane.waits = false;
    return image->message;
}

static void reply(struct ffi_image *image, uint32_t message)
{
    image->reply_message = message;
    ffi_ring(&image->reply_turn, &ffi_control()->host_sleeps);
}

static void answer_call(uint32_t depth, uint32_t message)
{
    struct ffi_image *image = ffi_frame(depth);
    if (message == FFI_REQUEST_ENTER || message == FFI_REQUEST_BATCH || message == FFI_REQUEST_LIST) {
        int32_t outer = lane.depth;
        lane.depth = (int32_t)depth;
        if (message == FFI_REQUEST_ENTER)
            ffi_gate(image, FFI_FRAME_CALLBACK, depth);
        else if (message == FFI_REQUEST_BATCH)
            ffi_gate_batch(image, FFI_FRAME_CALLBACK, depth);
        else
            ffi_gate_list(image, FFI_FRAME_CALLBACK, depth);
        lane.depth = outer;
        ffi_guard.recorder->depth = outer < 0 ? 0 : (uint32_t)outer;
    } else {
        image->outcome = FFI_REFUSED;
    }
    reply(image, FFI_REPLY_RETURN);
    if (__builtin_expect(ffi_lent_slots != 0, 0) && depth == 0)
        ffi_take_back();
}

bool ffi_converse(uint32_t index, struct ffi_arrival *arrival, ffi_fill *fill, ffi_take *take)
{
    uint32_t depth = (uint32_t)lane.depth, inner = depth + 1, message;
    if (inner == FFI_FRAMES)
        return false;
    struct ffi_recorder_frame *frame = &ffi_guard.recorder->frames[depth];
    uint32_t stage = frame->stage;
    frame->callback = index;
    ffi_enter_stage(frame, FFI_STAGE_CALLBACK);
    fill(ffi_callback_in(inner), arrival);
    reply(ffi_frame(depth), FFI_REPLY_CALLBACK);
    while ((message = next_request(inner)) != FFI_REQUEST_CALLBACK_RETURN)
        answer_call(inner, message);
    take(arrival, (const struct ffi_answer *)ffi_frame(inner), ffi_callback_in(inner)->data);
    ffi_enter_stage(frame, stage);
    return true;
}

int ffi_serve(void)
{
    if (ffi_guard.segment == NULL)
        return -1;
    ffi_become_call_thread();
    ffi_waiting_prepare();
    ffi_store(&ffi_control()->ready, 1);
    ffi_futex_wake(&ffi_control()->ready, INT32_MAX);
    uint32_t message;
    while ((message = next_request(0)) != FFI_REQUEST_STOP)
        answer_call(0, message);
    ffi_guard.header->flags |= FFI_HEADER_ORDERLY_SHUTDOWN;
    if (ffi_guard.heap != NULL)
        ffi_guard.heap->leave_thread();    /* what runs on it from here on is the worker's own */
    return 0;
}
