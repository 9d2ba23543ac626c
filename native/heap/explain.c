/* What lies at a fault address: for the crash guard, in a signal handler. It reads what others may be writing, and passes it on. */
#include "heap.h"
#include <stdatomic.h>

void ffi_describe_block(struct ffi_heap_finding *finding, const struct block *block)
{
    finding->block = (uint64_t)(uintptr_t)block->address;
    finding->size = block->size;
    finding->allocated = block->allocated;
    if (block->state == BLOCK_FREED)
        finding->freed = block->freed;
}

static bool is_in_use(const struct block *block) { return block != NULL && block->state == BLOCK_IN_USE; }

void ffi_explain(uint64_t address, struct ffi_heap_finding *finding)
{
    struct slot_class *of;
    uint8_t *end;
    *finding = (struct ffi_heap_finding){ .kind = FFI_HEAP_NOTHING };
    if (address - ffi_slots_low >= ffi_slots_high - ffi_slots_low)
        return;
    struct block *block = ffi_slot_at(address, &of, &end);
    if (block == NULL || block->state == BLOCK_NONE)
        return;
    uint64_t behind = (uint64_t)(uintptr_t)end;
    if (address >= behind) {
        /* In the page between two: of the one before it, unless the one behind it is nearer, or all that is there. */
        struct block *next = ffi_slot_after(of, block);
        uint64_t before_next = is_in_use(next) ? (uint64_t)(uintptr_t)next->address - address : UINT64_MAX;
        if (is_in_use(next) && (!is_in_use(block) || before_next < address - behind))
            block = next;
    }
    ffi_describe_block(finding, block);
    finding->address = address;
    uint32_t kind = !is_in_use(block) ? FFI_HEAP_TOUCHED_FREED : address < finding->block ? FFI_HEAP_TOUCHED_BEFORE : FFI_HEAP_TOUCHED_BEHIND;
    atomic_store_explicit((_Atomic uint32_t *)&finding->kind, kind, memory_order_release);
}
