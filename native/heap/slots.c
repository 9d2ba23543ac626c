/* Where blocks lie: address space that is reserved once, in slots of fifteen sizes. A slot costs no memory while it is closed, so one that was freed can wait long
   until it is used again. */
#define _GNU_SOURCE
#include "heap.h"
#include <stdatomic.h>
#include <sys/mman.h>

#define CLASSES 15             /* 4 KiB to 64 MiB, each twice the one before */
#define SMALL_SLOTS 65536u     /* of 4 KiB; half as many of each next size */
#define TABLE_STEP 0x10000ull  /* of a table of blocks that is opened at a time */

static struct slot_class classes[CLASSES];
uint64_t ffi_slots_low, ffi_slots_high;

static uint64_t stride_of(const struct slot_class *of) { return of->size + PAGE; }

static uint64_t table_size(const struct slot_class *of) { return (of->count * sizeof(struct block) + TABLE_STEP - 1) & ~(TABLE_STEP - 1); }

static uint8_t *reserve(uint64_t bytes)
{
    uint8_t *start = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

bool ffi_slots_reserve(void)
{
    uint64_t slots = 0, tables = 0;
    for (int i = 0; i < CLASSES; i++) {
        classes[i] = (struct slot_class){ .size = PAGE << i, .count = SMALL_SLOTS >> i, .next_free = NO_SLOT, .last_free = NO_SLOT };
        slots += classes[i].count * stride_of(&classes[i]);
        tables += table_size(&classes[i]);
    }
    /* A page before the first slot too, so that what runs out of it there finds it closed. */
    uint8_t *start = reserve(PAGE + slots), *table = reserve(tables);
    if (start == NULL || table == NULL)
        return false;
    ffi_slots_low = (uint64_t)(uintptr_t)start;
    ffi_slots_high = ffi_slots_low + PAGE + slots;
    start += PAGE;
    for (int i = 0; i < CLASSES; i++) {
        classes[i].start = start;
        classes[i].blocks = (struct block *)table;
        start += classes[i].count * stride_of(&classes[i]);
        table += table_size(&classes[i]);
    }
    return true;
}

struct slot_class *ffi_class_for(uint64_t pages)
{
    for (int i = 0; i < CLASSES; i++)
        if (pages * PAGE <= classes[i].size)
            return &classes[i];
    return NULL;
}

static bool open_table(struct slot_class *of)
{
    if ((of->fresh + 1ull) * sizeof(struct block) <= of->open_bytes)
        return true;
    if (mprotect((uint8_t *)of->blocks + of->open_bytes, TABLE_STEP, PROT_READ | PROT_WRITE) != 0)
        return false;
    of->open_bytes += TABLE_STEP;
    return true;
}

struct block *ffi_slot_take(struct slot_class *of, uint8_t **end)
{
    uint32_t slot = of->fresh;
    if (slot < of->count && open_table(of)) {
        of->fresh++;
    } else if (of->next_free != NO_SLOT) {
        slot = of->next_free;
        of->next_free = of->blocks[slot].next;
        if (of->next_free == NO_SLOT)
            of->last_free = NO_SLOT;
    } else {
        return NULL;
    }
    *end = of->start + slot * stride_of(of) + of->size;
    return &of->blocks[slot];
}

void ffi_slot_give(struct slot_class *of, struct block *block)
{
    uint32_t slot = (uint32_t)(block - of->blocks);
    block->next = NO_SLOT;
    if (of->last_free == NO_SLOT)
        of->next_free = slot;
    else
        of->blocks[of->last_free].next = slot;
    of->last_free = slot;
}

struct block *ffi_slot_at(uint64_t address, struct slot_class **of, uint8_t **end)
{
    for (int i = 0; i < CLASSES; i++) {
        uint64_t offset = address - (uint64_t)(uintptr_t)classes[i].start, slot = offset / stride_of(&classes[i]);
        if (slot >= classes[i].count)
            continue;
        if (slot >= __atomic_load_n(&classes[i].fresh, __ATOMIC_RELAXED) || (slot + 1) * sizeof(struct block) > classes[i].open_bytes)
            return NULL;
        *of = &classes[i];
        *end = classes[i].start + slot * stride_of(&classes[i]) + classes[i].size;
        return &classes[i].blocks[slot];
    }
    return NULL;
}

struct block *ffi_slot_after(struct slot_class *of, const struct block *block)
{
    uint64_t slot = (uint64_t)(block - of->blocks) + 1;
    return slot < of->fresh && (slot + 1) * sizeof(struct block) <= of->open_bytes ? &of->blocks[slot] : NULL;
}

void ffi_slots_each(void (*look)(struct block *block, void *argument), void *argument)
{
    for (int i = 0; i < CLASSES; i++)
        for (uint32_t slot = 0; slot < classes[i].fresh; slot++)
            look(&classes[i].blocks[slot], argument);
}
