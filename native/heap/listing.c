/* What is in use, by where it came from. */
#include "heap.h"
#include <string.h>

struct search {
    struct ffi_heap_listing *into;
    struct ffi_heap_group *groups;
    uint64_t room;
    const uint64_t *except;
    uint64_t except_count;
};

static bool is_excepted(const struct search *search, uint64_t address)
{
    for (uint64_t i = 0; i < search->except_count; i++)
        if (search->except[i] == address)
            return true;
    return false;
}

static bool is_from(const struct ffi_heap_group *group, const struct ffi_heap_origin *origin)
{
    return group->first.target == origin->target && group->first.function == origin->function && group->first.depth == origin->depth
        && memcmp(group->first.frames, origin->frames, sizeof origin->frames) == 0;
}

static struct ffi_heap_group *group_of(struct search *search, const struct block *block)
{
    for (uint32_t i = 0; i < search->into->group_count; i++)
        if (is_from(&search->groups[i], &block->allocated))
            return &search->groups[i];
    if (search->into->group_count == search->room)
        return NULL;
    struct ffi_heap_group *group = &search->groups[search->into->group_count++];
    *group = (struct ffi_heap_group){ .address = (uint64_t)(uintptr_t)block->address, .last_sequence = block->allocated.sequence, .first = block->allocated };
    return group;
}

static void look(struct block *block, void *argument)
{
    struct search *search = argument;
    if (block->state != BLOCK_IN_USE)
        return;
    ffi_check_canaries(block, 0);
    if (is_excepted(search, (uint64_t)(uintptr_t)block->address))
        return;
    search->into->blocks++;
    search->into->bytes += block->size;
    struct ffi_heap_group *group = group_of(search, block);
    if (group == NULL)
        return;
    group->blocks++;
    group->bytes += block->size;
    if (block->allocated.sequence < group->first.sequence) {
        group->first = block->allocated;
        group->address = (uint64_t)(uintptr_t)block->address;
    }
    if (block->allocated.sequence > group->last_sequence)
        group->last_sequence = block->allocated.sequence;
}

EXPORTED void ffi_heap_list(struct ffi_heap_listing *into, uint64_t room, const uint64_t *except, uint64_t except_count)
{
    if (room < sizeof *into)
        return;
    memset(into, 0, room);
    struct search search = { into, (struct ffi_heap_group *)(into + 1), (room - sizeof *into) / sizeof(struct ffi_heap_group), except, except_count };
    ffi_heap_lock();
    ffi_slots_each(look, &search);
    into->unguarded = ffi_unguarded;
    ffi_heap_unlock();
}
