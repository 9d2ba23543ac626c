/* Storage that is lent for a call and taken back after it: the pages of such a block are closed once the outermost call has been replied to, and opened when a call has
   a block there again. A pointer that a library has kept meets a closed page. */
#define _GNU_SOURCE
#include "gate.h"
#include "../guard/guard.h"
#include "../lane/waiting.h"
#include "window.h"
#include <sys/mman.h>

#define PAGE 0x1000ull
#define SLOTS 64

struct slot_pages {
    uint64_t from, guard;        /* offsets in the window */
};

/* Of the call thread alone. By slot: from where on it is lent, or closed. */
static struct slot_pages pages[SLOTS];
uint64_t ffi_lent_slots, ffi_closed_slots;

/* The number of the slot that a block lies in; SLOTS for none. */
static uint32_t slot_of(uint64_t offset, uint64_t length, struct slot_pages *slot)
{
    uint64_t first = 0, start, guard;
    uint32_t number = 0;
    if (!ffi_slot_of(offset, length, &start, &guard))
        return SLOTS;
    for (int class = 0; class < FFI_SLOT_CLASSES; class++) {
        uint64_t stride = ffi_slot_sizes[class] + FFI_GUARD_SIZE, span = stride * ffi_slot_counts[class];
        if (offset - first < span) {
            uint64_t before = offset - start < FFI_CANARY_BYTES ? offset - start : FFI_CANARY_BYTES;
            *slot = (struct slot_pages){ (offset - before) & ~(PAGE - 1), guard };
            return number + (uint32_t)((start - first) / stride);
        }
        first += span;
        number += (uint32_t)ffi_slot_counts[class];
    }
    return SLOTS;
}

static bool protect(uint32_t number, long access)
{
    const uint8_t *window = ffi_guard.segment + FFI_WINDOW_OFFSET;
    return pages[number].from == pages[number].guard
        || ffi_system_call(SYS_mprotect, (long)(window + pages[number].from), (long)(pages[number].guard - pages[number].from), access, 0) == 0;
}

/* A worker that could not touch what its host has laid there would be of no use. */
static void open_slot(uint64_t offset, uint64_t length)
{
    struct slot_pages slot;
    uint32_t number = slot_of(offset, length, &slot);
    if (number == SLOTS || (ffi_closed_slots & 1ull << number) == 0)
        return;
    if (!protect(number, PROT_READ | PROT_WRITE))
        __builtin_trap();
    ffi_closed_slots &= ~(1ull << number);
}

static void lend(const struct ffi_block *block)
{
    struct slot_pages slot;
    uint32_t number = slot_of(block->offset, block->length, &slot);
    if (number == SLOTS)
        return;
    if ((ffi_lent_slots & 1ull << number) == 0 || slot.from < pages[number].from)
        pages[number] = slot;
    ffi_lent_slots |= 1ull << number;
}

void ffi_lend_blocks(const struct ffi_image *image)
{
    const struct ffi_block *blocks = ffi_blocks_of(image);
    if (ffi_closed_slots != 0) {
        open_slot(image->fetch_offset, image->fetch_limit);
        for (uint32_t i = 0; i < image->block_count; i++)
            open_slot(blocks[i].offset, blocks[i].length);
    }
    for (uint32_t i = 0; i < image->block_count; i++)
        if ((blocks[i].flags & FFI_BLOCK_LENT) != 0)
            lend(&blocks[i]);
}

/* Where the kernel refuses, what is lent stays open: nobody is worse off than without this. */
void ffi_take_back(void)
{
    for (uint64_t left = ffi_lent_slots; left != 0; left &= left - 1) {
        uint32_t number = (uint32_t)__builtin_ctzll(left);
        if (protect(number, PROT_NONE))
            ffi_closed_slots |= 1ull << number;
    }
    ffi_lent_slots = 0;
}
