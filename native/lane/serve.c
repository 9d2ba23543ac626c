/* The worker's side of the conversation: requests are calls on frame 0; while a call's callback is out, calls within it on the next frame, until
   the request that answers the callback. All of it on one thread, on one stack: native code's own. */
#include "lane.h"
#include "../gate/gate.h"
#include "waiting.h"
#include <string.h>

static struct {
    int32_t depth;                   /* of the innermost call that is out, -1 for none */
    bool waits;                      /* for the host, in the lane's own code */
    struct ffi_side side;
} lane = { .depth = -1 };

bool ffi_call_is_out(void)
{
    return lane.depth >= 0 && !lane.waits;
}

void ffi_mark_replies(void)
{
    ffi_store(&lane.side.mark, FFI_TURN_DEAD);
}

static uint32_t next_request(void)
{
    lane.waits = true;
    ffi_hear(&lane.side);
    lane.waits = false;
    return ffi_exchange()->message;
}

/* What of a call comes in the exchange goes into its image. */
static void take_operands(struct ffi_image *image)
{
    const struct ffi_exchange *exchange = ffi_exchange();
    image->sequence = exchange->operand;
    memcpy(image->integers, exchange->integers, sizeof exchange->integers);
    memcpy(image->vectors[0], &exchange->vectors[0], sizeof exchange->vectors[0]);
    memcpy(image->vectors[1], &exchange->vectors[1], sizeof exchange->vectors[1]);
}

/* Most calls return a number and nothing else: then the host need not look into the image. */
static bool is_told_by_registers(const struct ffi_image *image)
{
    return image->outcome == FFI_RETURNED && image->fetch_kind == FFI_FETCH_NOTHING
        && (image->flags & (FFI_IMAGE_POP_ST0 | FFI_IMAGE_POP_ST1 | FFI_IMAGE_WIDE_RESULT)) == 0;
}

static void reply_to_call(uint32_t depth, const struct ffi_image *image, uint32_t message)
{
    struct ffi_exchange *exchange = ffi_exchange();
    exchange->depth = depth;
    if (message != FFI_REQUEST_ENTER || !is_told_by_registers(image)) {
        ffi_say(&lane.side, FFI_REPLY_RETURN);
        return;
    }
    exchange->machine_changes = image->mxcsr_changed;
    exchange->integers[0] = image->rax;
    exchange->integers[1] = image->rdx;
    exchange->integers[2] = (uint32_t)image->errno_after;
    memcpy(&exchange->vectors[0], image->xmm0, sizeof exchange->vectors[0]);
    memcpy(&exchange->vectors[1], image->xmm1, sizeof exchange->vectors[1]);
    ffi_say(&lane.side, FFI_REPLY_REGISTERS);
}

static void answer_call(uint32_t depth, uint32_t message)
{
    struct ffi_image *image = ffi_frame(depth);
    take_operands(image);
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
    reply_to_call(depth, image, message);
    if (__builtin_expect(ffi_lent_slots != 0, 0) && depth == 0) {
        ffi_rouse(&lane.side);
        ffi_take_back();
    }
}

static void take_answer(uint32_t inner, struct ffi_arrival *arrival, ffi_take *take)
{
    const struct ffi_exchange *exchange = ffi_exchange();
    const struct ffi_callback *callback = ffi_callback_in(inner);
    if (exchange->operand == FFI_ANSWER_IN_RECORD) {
        take(arrival, &callback->answer, callback->data);
        return;
    }
    struct ffi_answer answer = { .rax = exchange->integers[0], .rdx = exchange->integers[1] };
    memcpy(answer.xmm0, &exchange->vectors[0], sizeof exchange->vectors[0]);
    memcpy(answer.xmm1, &exchange->vectors[1], sizeof exchange->vectors[1]);
    take(arrival, &answer, callback->data);
}

/* The record is written whole: what the host does not need of it does not travel. */
static void call_back(uint32_t depth, const struct ffi_callback *callback)
{
    struct ffi_exchange *exchange = ffi_exchange();
    exchange->depth = depth;
    exchange->callback = callback->index;
    memcpy(exchange->integers, callback->integers, sizeof exchange->integers);
    memcpy(&exchange->vectors[0], callback->vectors[0], sizeof exchange->vectors[0]);
    memcpy(&exchange->vectors[1], callback->vectors[1], sizeof exchange->vectors[1]);
    ffi_say(&lane.side, FFI_REPLY_CALLBACK);
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
    struct ffi_callback *callback = ffi_callback_in(inner);
    fill(callback, arrival);
    call_back(depth, callback);
    while ((message = next_request()) != FFI_REQUEST_CALLBACK_RETURN)
        answer_call(inner, message);
    take_answer(inner, arrival, take);
    ffi_enter_stage(frame, stage);
    return true;
}

int ffi_serve(void)
{
    if (ffi_guard.segment == NULL)
        return -1;
    ffi_become_call_thread();
    if (lane.side.word == NULL)
        ffi_worker_side(&lane.side);
    ffi_store(&ffi_control()->ready, 1);
    ffi_futex_wake(&ffi_control()->ready, INT32_MAX);
    uint32_t message;
    while ((message = next_request()) != FFI_REQUEST_STOP)
        answer_call(0, message);
    ffi_guard.header->flags |= FFI_HEADER_ORDERLY_SHUTDOWN;
    if (ffi_guard.heap != NULL)
        ffi_guard.heap->leave_thread();    /* what runs on it from here on is the worker's own */
    return 0;
}
