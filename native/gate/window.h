/* The geometry of the window: which offsets are data and which are guard pages. Shared by the gate (checks) and the guard (protection). */
#ifndef FFI_WINDOW_H
#define FFI_WINDOW_H
#include "ffi_segment.h"
#include <stdbool.h>

static const uint64_t ffi_slot_sizes[FFI_SLOT_CLASSES] = FFI_SLOT_SIZES;
static const uint64_t ffi_slot_counts[FFI_SLOT_CLASSES] = FFI_SLOT_COUNTS;

static inline uint64_t ffi_window_size(void)
{
    uint64_t size = 0;
    for (int class = 0; class < FFI_SLOT_CLASSES; class++)
        size += (ffi_slot_sizes[class] + FFI_GUARD_SIZE) * ffi_slot_counts[class];
    return size;
}

/* Where offset lies in this class of slots, says in *holds whether the range fits; otherwise moves offset to the next class. */
static inline bool ffi_slot_class_decides(int class, uint64_t *offset, uint64_t length, bool *holds)
{
    uint64_t size = ffi_slot_sizes[class], stride = size + FFI_GUARD_SIZE, span = stride * ffi_slot_counts[class];
    if (*offset >= span) {
        *offset -= span;
        return false;
    }
    uint64_t within = *offset % stride;
    *holds = within < size && length <= size - within;
    return true;
}

/* True where [offset, offset + length) lies in the data pages of one slot. Nothing at all may lie anywhere in the window.
   Written out class by class, not as a loop: the strides are then constants, and no division is left on the way of a call. */
static inline bool ffi_window_holds(uint64_t offset, uint64_t length)
{
    _Static_assert(FFI_SLOT_CLASSES == 4, "one line per class below");
    bool holds = false;
    if (length == 0)
        return offset <= ffi_window_size();
    (void)(ffi_slot_class_decides(0, &offset, length, &holds) || ffi_slot_class_decides(1, &offset, length, &holds)
        || ffi_slot_class_decides(2, &offset, length, &holds) || ffi_slot_class_decides(3, &offset, length, &holds));
    return holds;
}
#endif
