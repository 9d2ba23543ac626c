/* The geometry of the window: which offsets are data and which are guard pages. Shared by the gate (checks) and the guard (protection). */
#ifndef FFI_WINDOW_H
#define FFI_WINDOW_H
#include "ffi_segment.h"
#include <stdbool.h>

static const uint64_t ffi_slot_sizes[FFI_SLOT_CLASSES] = FFI_SLOT_SIZES;
static const uint64_t ffi_slot_counts[FFI_SLOT_CLASSES] = FFI_SLOT_COUNTS;

/* The unrolled loops are folded by the compiler into constants, so a check costs a handful of compares. */
static inline uint64_t ffi_window_size(void)
{
    uint64_t size = 0;
#pragma GCC unroll 4
    for (int class = 0; class < FFI_SLOT_CLASSES; class++)
        size += (ffi_slot_sizes[class] + FFI_GUARD_SIZE) * ffi_slot_counts[class];
    return size;
}

/* True where [offset, offset + length) lies in the data pages of one slot. Nothing at all may lie anywhere in the window. */
static inline bool ffi_window_holds(uint64_t offset, uint64_t length)
{
    if (length == 0)
        return offset <= ffi_window_size();
#pragma GCC unroll 4
    for (int class = 0; class < FFI_SLOT_CLASSES; class++) {
        uint64_t stride = ffi_slot_sizes[class] + FFI_GUARD_SIZE, span = stride * ffi_slot_counts[class];
        if (offset < span) {
            uint64_t within = offset % stride;
            return within < ffi_slot_sizes[class] && length <= ffi_slot_sizes[class] - within;
        }
        offset -= span;
    }
    return false;
}
#endif
