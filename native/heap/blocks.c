/* A guarded block: it ends at its slot's end, rounded up to its alignment; all that is open around it is canary. Freed, its pages are nobody's. */
#define _GNU_SOURCE
#include "heap.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define LEAST_BEFORE 16u    /* bytes of canary */

static uint64_t limit;
_Atomic uint64_t ffi_unguarded;
static uint64_t in_use;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void ffi_heap_lock(void) { pthread_mutex_lock(&lock); }

void ffi_heap_unlock(void) { pthread_mutex_unlock(&lock); }

static struct block *take(struct slot_class *of, uint8_t **end)
{
    ffi_heap_lock();
    struct block *block = in_use < limit ? ffi_slot_take(of, end) : NULL;
    in_use += block != NULL;
    ffi_heap_unlock();
    return block;
}

static void give(struct slot_class *of, struct block *block)
{
    in_use--;
    ffi_slot_give(of, block);
}

/* A new mapping in their place: the memory goes back to the kernel, and the mapping becomes one with those around it. */
static void close_pages(uint8_t *low, uint64_t bytes)
{
    if (mmap(low, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
        mprotect(low, bytes, PROT_NONE);
}

void *ffi_block_allocate(size_t size, size_t alignment, const struct ffi_heap_origin *origin)
{
    int error = errno;
    uint64_t rounded = (size + alignment - 1) & ~(alignment - 1), pages = (rounded + LEAST_BEFORE + PAGE - 1) / PAGE;
    struct slot_class *of = size > SIZE_MAX / 2 ? NULL : ffi_class_for(pages);
    uint8_t *end = NULL;
    struct block *block = of == NULL ? NULL : take(of, &end);
    if (block != NULL && mprotect(end - pages * PAGE, pages * PAGE, PROT_READ | PROT_WRITE) != 0) {
        ffi_heap_lock();
        give(of, block);
        ffi_heap_unlock();
        block = NULL;
    }
    errno = error;
    if (block == NULL) {
        atomic_fetch_add_explicit(&ffi_unguarded, 1, memory_order_relaxed);
        return NULL;
    }
    uint8_t *low = end - pages * PAGE, *address = end - rounded;
    memset(low, FFI_CANARY, (size_t)(address - low));
    memset(address + size, FFI_CANARY, rounded - size);
    block->address = address;
    block->size = size;
    block->pages = (uint32_t)pages;
    block->allocated = *origin;
    atomic_store_explicit(&block->state, BLOCK_IN_USE, memory_order_release);
    return address;
}

static uint8_t canary[2 * PAGE];    /* as much as lies before a block at most: less than a page, and the rounding up to another */

void ffi_blocks_begin(uint64_t most)
{
    limit = most;
    memset(canary, FFI_CANARY, sizeof canary);
}

/* Where the canary of some bytes was changed, as the first and the last of them, counted from the block's start. */
static bool find_change(const struct block *block, const uint8_t *low, const uint8_t *high, int64_t *first, int64_t *last)
{
    if (memcmp(low, canary, (size_t)(high - low)) == 0)
        return false;
    while (low < high && *low == FFI_CANARY)
        low++;
    while (high > low && high[-1] == FFI_CANARY)
        high--;
    *first = low - block->address;
    *last = high - 1 - block->address;
    return low < high;
}

void ffi_check_canaries(const struct block *block, uint32_t function)
{
    const uint8_t *behind = block->address + block->size, *end = (const uint8_t *)(((uint64_t)(uintptr_t)behind + PAGE - 1) & ~(PAGE - 1));
    int64_t first, last;
    if (find_change(block, behind, end, &first, &last) || find_change(block, end - block->pages * PAGE, block->address, &first, &last))
        ffi_refuse_overwritten(block, function, first, last);
}

/* What a block was made by, as far as it matters who frees it. */
static uint32_t family_of(uint32_t function)
{
    switch (function) {
    case FFI_HEAP_NEW: case FFI_HEAP_DELETE: return 1;
    case FFI_HEAP_NEW_ARRAY: case FFI_HEAP_DELETE_ARRAY: return 2;
    default: return 0;
    }
}

/* Under the lock. Of a block that is freed by another address or function than it should be, the freed state counts first. */
static struct block *find(void *address, const struct ffi_heap_origin *origin, struct slot_class **of, uint8_t **end)
{
    struct block *block = ffi_slot_at((uint64_t)(uintptr_t)address, of, end);
    uint32_t state = block == NULL ? BLOCK_NONE : atomic_load_explicit(&block->state, memory_order_relaxed);
    uint32_t kind = state == BLOCK_NONE ? FFI_HEAP_FREED_STRANGER : state == BLOCK_FREED ? FFI_HEAP_FREED_TWICE : address != block->address ? FFI_HEAP_FREED_INSIDE
        : family_of(block->allocated.function) != family_of(origin->function) ? FFI_HEAP_WRONG_FUNCTION : FFI_HEAP_NOTHING;
    if (kind != FFI_HEAP_NOTHING)
        ffi_refuse(kind, address, state == BLOCK_NONE ? NULL : block, origin);
    ffi_check_canaries(block, origin->function);
    return block;
}

size_t ffi_block_release(void *address, const struct ffi_heap_origin *origin)
{
    struct slot_class *of;
    uint8_t *end;
    int error = errno;
    ffi_heap_lock();
    struct block *block = find(address, origin, &of, &end);
    size_t size = block->size;
    block->freed = *origin;
    atomic_store_explicit(&block->state, BLOCK_FREED, memory_order_release);
    close_pages(end - block->pages * PAGE, block->pages * PAGE);
    give(of, block);
    ffi_heap_unlock();
    errno = error;
    return size;
}

/* Always to another place: who keeps the old address is found out. */
void *ffi_block_moved(void *address, size_t size, const struct ffi_heap_origin *origin, bool to_block)
{
    struct slot_class *of;
    uint8_t *end;
    ffi_heap_lock();
    size_t before = find(address, origin, &of, &end)->size;
    ffi_heap_unlock();
    void *moved = to_block ? ffi_block_allocate(size, LEAST_ALIGNMENT, origin) : NULL;
    if (moved == NULL)
        moved = __libc_malloc(size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, address, before < size ? before : size);
    ffi_block_release(address, origin);
    return moved;
}

size_t ffi_block_size(const void *address)
{
    struct slot_class *of;
    uint8_t *end;
    const struct block *block = ffi_slot_at((uint64_t)(uintptr_t)address, &of, &end);
    return block != NULL && block->address == address && block->state == BLOCK_IN_USE ? block->size : 0;
}
