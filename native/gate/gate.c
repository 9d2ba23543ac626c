/* One call: check the image, make it ready, call, read what the result points at. Each step is noted in the flight
   recorder before it begins, so that whoever dies in it says where. */
#include "gate.h"
#include "../guard/guard.h"
#include "image_offsets.h"
#include <stdatomic.h>
#include <time.h>

static void enter_stage(struct ffi_recorder *recorder, uint32_t stage)
{
    atomic_store_explicit((_Atomic uint32_t *)&recorder->stage, stage, memory_order_release);
}

static void board(struct ffi_recorder *recorder, const struct ffi_image *image)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    recorder->sequence = image->sequence;
    recorder->call_thread = ffi_thread.id;
    recorder->row = 0;
    recorder->entered_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    recorder->calls++;
    enter_stage(recorder, FFI_STAGE_RECEIVED);
}

static void clear_result(struct ffi_image *image)
{
    image->outcome = FFI_NOT_RUN;
    image->exception = 0;
    image->fetch_length = 0;
    image->fetch_status = FFI_FETCH_SKIPPED;
    image->mxcsr_changed = 0;
}

static void run(struct ffi_image *image, struct ffi_recorder *recorder, uint8_t *window)
{
    ffi_image_settle(image, window);
    enter_stage(recorder, FFI_STAGE_NATIVE);
    int end = ffi_gate_system_v_x64(image);
    ffi_end_copy();
    switch (end) {
    case GATE_RETURNED:
        if (image->fetch_kind != FFI_FETCH_NOTHING) {
            enter_stage(recorder, FFI_STAGE_READING);
            ffi_fetch(image, window);
        }
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

const struct ffi_header *ffi_gate(struct ffi_image *image, uint64_t image_length)
{
    if (ffi_guard.segment == NULL)
        return NULL;
    ffi_guard_take_first_place();
    ffi_thread_prepare();
    if (image == NULL || image_length < FFI_IMAGE_SIZE)
        return ffi_guard.header;

    uint8_t *window = ffi_guard.segment + FFI_WINDOW_OFFSET;
    board(ffi_guard.recorder, image);
    clear_result(image);
    if (ffi_image_is_sound(image, image_length))
        run(image, ffi_guard.recorder, window);
    else
        image->outcome = FFI_REFUSED;
    enter_stage(ffi_guard.recorder, FFI_STAGE_DONE);
    return ffi_guard.header;
}
