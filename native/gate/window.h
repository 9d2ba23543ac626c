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
   Unrolled: the strides are then constants, and no division is left on the way of a call. */
static inline bool ffi_window_holds(uint64_t offset, uint64_t length)
{
    bool holds = false;
    if (length == 0)
        return offset <= ffi_window_size();
#pragma GCC unroll 16
    for (int class = 0; class < FFI_SLOT_CLASSES; class++)
        if (ffi_slot_class_decides(class, &offset, length, &holds))
            break;
    return holds;
}

/* Moves offset and first to the next class where the slot is in none of this one. */
static inline __attribute__((always_inline)) bool ffi_slot_in_class(int class, uint64_t *offset, uint64_t *first, uint64_t *start, uint64_t *guard)
{
    uint64_t size = ffi_slot_sizes[class], stride = size + FFI_GUARD_SIZE, span = stride * ffi_slot_counts[class];
    if (*offset >= span) {
        *offset -= span;
        *first += span;
        return false;
    }
    *start = *first + *offset - *offset % stride;
    *guard = *start + size;
    return true;
}

/* Where the slot of a block begins and its guard page lies; false where the block is in none. An empty one may lie where the guard page begins.
   No loop: from one, the compiler makes a division by a stride that it does not know. */
static inline bool ffi_slot_of(uint64_t offset, uint64_t length, uint64_t *start, uint64_t *guard)
{
    uint64_t at = offset, first = 0;
    bool found = ffi_slot_in_class(0, &at, &first, start, guard) || ffi_slot_in_class(1, &at, &first, start, guard) || ffi_slot_in_class(2, &at, &first, start, guard)
              || ffi_slot_in_class(3, &at, &first, start, guard) || ffi_slot_in_class(4, &at, &first, start, guard);
    _Static_assert(FFI_SLOT_CLASSES == 5, "one for each class");
    return found && offset <= *guard && length <= *guard - offset;
}
#endif
