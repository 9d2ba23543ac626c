/* One call: check the image, make it ready, call, read what the result points at. Each step is noted in the flight
   recorder before it begins, so that whoever dies in it says where. On the way of a call: no system call, no clock, no division. */
#include "gate.h"
#include "../guard/guard.h"
#include "image_offsets.h"
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

void ffi_enter_stage(struct ffi_recorder_frame *frame, uint32_t stage)
{
    atomic_store_explicit((_Atomic uint32_t *)&frame->stage, stage, memory_order_release);
}

/* Whoever waits for the reply looks at this very line: a write takes it away from him, and it is wanted for the reply again a moment later. So it is
   written only where the call before left something. The outcome is written when there is one; nobody reads it before the reply. */
static void clear_result(struct ffi_image *image)
{
    if (image->mxcsr_changed != 0)
        image->mxcsr_changed = 0;
    if (image->fetch_status != FFI_FETCH_SKIPPED)
        image->fetch_status = FFI_FETCH_SKIPPED;
    if (image->fetch_length != 0)
        image->fetch_length = 0;
}

void ffi_gate_settle_outcome(struct ffi_image *image, uint32_t end, uint8_t *window)
{
    switch (end) {
    case GATE_RETURNED:
        image->outcome = FFI_RETURNED;
        break;
    case GATE_CPP_EXCEPTION:    /* still native: what() and the destructor are the library's code */
        ffi_describe_exception(image, true, window);
        image->outcome = FFI_THREW;
        break;
    case GATE_FOREIGN_EXCEPTION:
        ffi_describe_exception(image, false, window);
        image->outcome = FFI_THREW;
        break;
    default:
        image->outcome = FFI_THREAD_EXIT;
        break;
    }
}

/* The kernel met memory that it may not touch: no fault tells where, but a block that was freed and is passed does. */
static __attribute__((noinline, cold)) void look_at_refusal(struct ffi_image *image)
{
    if (image->block_count != 0)
        image->mxcsr_changed |= FFI_MEMORY_REFUSED;
    struct ffi_heap_finding *told = (struct ffi_heap_finding *)(ffi_guard.segment + FFI_HEAP_OFFSET);
    for (uint32_t i = 0; ffi_guard.heap != NULL && i < sizeof image->integers / sizeof image->integers[0]; i++) {
        ffi_guard.heap->explain(image->integers[i], told);
        if (told->kind == FFI_HEAP_TOUCHED_FREED) {
            image->mxcsr_changed |= FFI_HEAP_REFUSED;
            return;
        }
    }
}

static void run(struct ffi_image *image, uint32_t depth, struct ffi_recorder_frame *frame, uint8_t *window)
{
    if (image->block_count != 0 || __builtin_expect(ffi_closed_slots != 0, 0))
        ffi_lend_blocks(image);
    ffi_image_settle(image, window);
    if (image->block_count != 0)
        ffi_guard_blocks(image, depth, window);
    ffi_enter_stage(frame, FFI_STAGE_NATIVE);
    uint32_t end = image->convention == FFI_SYSTEM_V_X64 ? ffi_gate_system_v_x64(image, NULL) : ffi_gate_microsoft_x64(image, NULL);
    ffi_end_copy();
    if (end == GATE_RETURNED && image->fetch_kind != FFI_FETCH_NOTHING) {
        ffi_enter_stage(frame, FFI_STAGE_READING);
        ffi_fetch(image, window);
    }
    ffi_gate_settle_outcome(image, end, window);
    if (__builtin_expect(image->errno_after == EFAULT, 0))
        look_at_refusal(image);
    if (image->block_count != 0)
        ffi_settle_blocks(image, depth, window);
}

void ffi_gate_begin(struct ffi_image *image, uint32_t depth)
{
    struct ffi_recorder *recorder = ffi_guard.recorder;
    struct ffi_recorder_frame *frame = &recorder->frames[depth];
    frame->sequence = image->sequence;
    ffi_enter_stage(frame, FFI_STAGE_RECEIVED);
    recorder->depth = depth;
    recorder->calls++;
    clear_result(image);
}

void ffi_gate(struct ffi_image *image, uint64_t room, uint32_t depth)
{
    struct ffi_recorder_frame *frame = &ffi_guard.recorder->frames[depth];
    ffi_gate_begin(image, depth);
    if (image->length <= room && ffi_image_is_sound(image))
        run(image, depth, frame, ffi_guard.segment + FFI_WINDOW_OFFSET);
    else
        image->outcome = FFI_REFUSED;
    ffi_enter_stage(frame, FFI_STAGE_DONE);
}

const struct ffi_header *ffi_segment(void)
{
    if (ffi_guard.segment == NULL)
        return NULL;
    ffi_guard_take_first_place();
    return ffi_guard.header;
}
