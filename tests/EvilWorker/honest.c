/* What a worker would say. */
#define _GNU_SOURCE
#include "evil.h"
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>

struct ffi_image *frame_image(int frame) { return (struct ffi_image *)(evil.segment + FFI_LANE_OFFSET + (size_t)frame * FFI_FRAME_SIZE); }

struct ffi_callback *frame_callback(int frame) { return (struct ffi_callback *)((uint8_t *)frame_image(frame) + FFI_FRAME_CALLBACK); }

uint64_t output_bytes(const struct ffi_image *image)
{
    const struct ffi_block *blocks = (const struct ffi_block *)((const uint8_t *)image + FFI_IMAGE_SIZE + 8 * (size_t)image->stack_words);
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < image->block_count; i++)
        if ((blocks[i].flags & FFI_BLOCK_OUT) != 0)
            bytes += blocks[i].length;
    return bytes;
}

void fill_result(struct ffi_image *image, uint64_t rax)
{
    image->outcome = FFI_RETURNED;
    image->mxcsr_changed = 0;
    image->errno_after = 0;
    image->fetch_status = FFI_FETCH_SKIPPED;
    image->rax = rax;
    image->fetch_length = 0;
    image->rows_done = image->message == FFI_REQUEST_BATCH ? 1 : 0;
}

void note_entered(const struct ffi_image *image)
{
    evil.recorder->depth = 0;
    evil.recorder->call_thread = (int32_t)syscall(SYS_gettid);
    evil.recorder->calls++;
    evil.recorder->frames[0].sequence = image->sequence;
    evil.recorder->frames[0].stage = FFI_STAGE_NATIVE;
}

void note_left(void) { evil.recorder->frames[0].stage = FFI_STAGE_DONE; }

bool is_attacked(const struct ffi_image *image) { return image->integers[0] == MAGIC || image->message == FFI_REQUEST_BATCH; }

void answer(struct call *call, uint64_t rax)
{
    fill_result(call->image, rax);
    note_left();
    reply(call, FFI_REPLY_RETURN);
}

void reply(struct call *call, enum ffi_reply message)
{
    if (call->way == BY_MEMORY) {
        const struct ffi_callback *record = frame_callback(call->frame + 1);
        exchange()->depth = (uint32_t)call->frame;
        exchange()->callback = message == FFI_REPLY_CALLBACK ? record->index : 0;
        exchange()->integers[0] = record->integers[0];
        say(message, (exchange()->turn + 1) & ~FFI_TURN_DEAD);
        return;
    }
    static const uint8_t zeros[1 << 20];
    struct text body = { 0 };
    bool calls_back = message == FFI_REPLY_CALLBACK;
    uint64_t outputs = output_bytes(call->image) + call->image->fetch_length;
    put_invoke_reply(&body, message, (const uint8_t *)call->image + offsetof(struct ffi_image, outcome), 128, zeros, calls_back || call->way == BY_BULK ? 0 : outputs,
                     (const uint8_t *)frame_callback(call->frame + 1), calls_back ? sizeof(struct ffi_callback) : 0);
    send_result(call->way == BY_BULK ? BULK_CALLS_CHANNEL : -1, call->id, &body);
}
