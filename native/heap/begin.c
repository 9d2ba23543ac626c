/* How the heap begins: the worker's constructor calls it, with one thread. Before that everything goes to libc. */
#define _GNU_SOURCE
#include "heap.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRELOAD "LD_PRELOAD"
#define MAPPINGS_LEFT 12000u       /* for libraries, threads and what they map themselves */
#define USUAL_MAPPINGS 65530u      /* vm.max_map_count, where nobody changed it */
#define MOST_BLOCKS 26000u

static uint64_t most_mappings(void)
{
    char text[32] = "";
    int file = open("/proc/sys/vm/max_map_count", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return USUAL_MAPPINGS;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    return length <= 0 ? USUAL_MAPPINGS : strtoull(text, NULL, 10);
}

/* A block is a mapping, and what is left closed before it another. */
static uint64_t blocks_within(uint64_t mappings)
{
    uint64_t blocks = mappings <= MAPPINGS_LEFT ? 0 : (mappings - MAPPINGS_LEFT) / 2;
    return blocks < MOST_BLOCKS ? blocks : MOST_BLOCKS;
}

/* What a library starts is no worker: it gets the list that the worker's host had. This library stands first in it. */
static void leave_environment(void)
{
    const char *list = getenv(PRELOAD), *rest = list == NULL ? NULL : strchr(list, ':');
    if (rest != NULL)
        setenv(PRELOAD, rest + 1, 1);
    else
        unsetenv(PRELOAD);
}

EXPORTED const struct ffi_heap *ffi_heap_begin(const struct ffi_heap_worker *worker)
{
    static struct ffi_heap heap = {
        .guard_thread = ffi_guard_thread, .leave_thread = ffi_leave_thread, .guards_thread = ffi_guards_thread, .explain = ffi_explain };
    ffi_worker = *worker;
    leave_environment();
    if (!ffi_slots_reserve())
        return NULL;
    ffi_blocks_begin(blocks_within(most_mappings()));
    ffi_find_neighbours();
    ffi_find_others();
    if ((errno = pthread_atfork(ffi_heap_lock, ffi_heap_unlock, ffi_heap_unlock)) != 0)
        return NULL;
    heap.low = ffi_slots_low;
    heap.high = ffi_slots_high;
    return &heap;
}
