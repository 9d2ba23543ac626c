/* Compile-time proof that the numbers in the assembler, in the comments of ffi_segment.h and in the struct are the same. */
#include "ffi_segment.h"
#include "image_offsets.h"
#include <assert.h>
#include <stddef.h>

#define AT(type, field, offset) static_assert(offsetof(struct type, field) == (offset), #type "." #field)

AT(ffi_image, target, IMAGE_TARGET);
AT(ffi_image, convention, 8);
AT(ffi_image, flags, IMAGE_FLAGS);
AT(ffi_image, integers, IMAGE_INTEGERS);
AT(ffi_image, vectors, IMAGE_VECTORS);
AT(ffi_image, stack_words, IMAGE_STACK_WORDS);
AT(ffi_image, stack_alignment, IMAGE_STACK_ALIGNMENT);
AT(ffi_image, block_count, 200);
AT(ffi_image, relocation_count, 204);
AT(ffi_image, sequence, 208);
AT(ffi_image, errno_before, IMAGE_ERRNO_BEFORE);
AT(ffi_image, fetch_kind, 220);
AT(ffi_image, fetch_offset, 224);
AT(ffi_image, fetch_limit, 232);
AT(ffi_image, rax, IMAGE_RAX);
AT(ffi_image, rdx, IMAGE_RDX);
AT(ffi_image, xmm0, IMAGE_XMM0);
AT(ffi_image, xmm1, IMAGE_XMM1);
AT(ffi_image, st0, IMAGE_ST0);
AT(ffi_image, st1, IMAGE_ST1);
AT(ffi_image, errno_after, IMAGE_ERRNO_AFTER);
AT(ffi_image, outcome, 324);
AT(ffi_image, exception, IMAGE_EXCEPTION);
AT(ffi_image, fetch_length, 336);
AT(ffi_image, fetch_status, 344);
AT(ffi_image, mxcsr_changed, IMAGE_MXCSR_CHANGED);
static_assert(sizeof(struct ffi_image) == FFI_IMAGE_SIZE && FFI_IMAGE_SIZE == IMAGE_STACK, "image size");
static_assert(FFI_IMAGE_POP_ST0 == IMAGE_FLAG_POP_ST0 && FFI_IMAGE_POP_ST1 == IMAGE_FLAG_POP_ST1, "pop flags");
static_assert(FFI_IMAGE_WIDE_VECTORS == IMAGE_FLAG_WIDE_VECTORS, "wide flag");
static_assert(FFI_MODES_CHANGED == IMAGE_MODES_CHANGED && FFI_X87_UNBALANCED == IMAGE_X87_UNBALANCED, "mode bits");
static_assert(FFI_RESULT_POISON == GATE_RESULT_POISON, "poison");

static_assert(sizeof(struct ffi_block) == 24 && sizeof(struct ffi_relocation) == 24, "tables");

AT(ffi_header, secret, 32);
AT(ffi_header, segment_address, 64);
AT(ffi_header, symbol_lookup, 72);
AT(ffi_header, pipe, 80);
AT(ffi_header, worker_pid, 92);
AT(ffi_recorder, stage, 8);
AT(ffi_recorder, call_thread, 12);
AT(ffi_recorder, entered_ns, 24);
AT(ffi_recorder, row, 32);

AT(ffi_crash, address, 16);
AT(ffi_crash, thread, 28);
AT(ffi_crash, exit_code, 48);
AT(ffi_crash, sequence, 56);
AT(ffi_crash, time_ns, 72);
AT(ffi_crash, registers, 80);
AT(ffi_crash, stack_low, 224);
AT(ffi_crash, chain_count, 240);
AT(ffi_crash, thread_name, 256);
AT(ffi_crash, frames, 272);
AT(ffi_crash, chain, 1296);
AT(ffi_crash, abort_message, 2320);
static_assert(sizeof(struct ffi_crash) == 3344, "crash record");
static_assert(FFI_CRASH_OFFSET + sizeof(struct ffi_crash) <= FFI_CRASH_STACK_OFFSET, "record before stack copy");
static_assert(FFI_CRASH_STACK_OFFSET + FFI_STACK_COPY_SIZE <= FFI_CRASH_MAPS_OFFSET, "stack copy before maps");
static_assert(FFI_CRASH_MAPS_OFFSET + FFI_MAPS_COPY_SIZE <= FFI_LANE_OFFSET, "maps before lane");
static_assert(FFI_LANE_OFFSET + FFI_LANE_SIZE == FFI_WINDOW_OFFSET, "lane before window");
