/* What a worker and its guarded heap say to each other. The heap is a library of its own, preloaded into workers that are started for it: see native/heap. */
#ifndef FFI_HEAP_H
#define FFI_HEAP_H
#include "ffi_segment.h"
#include <stdbool.h>

struct ffi_heap_worker {
    uint8_t *segment;
    uint64_t segment_size;
    uint64_t executable_low, executable_high;   /* of its code: where stacks of native code end */
};

struct ffi_heap {
    uint64_t low, high;                                        /* where all of its blocks lie */
    void (*guard_thread)(uint64_t stack_low, uint64_t stack_high);   /* what the calling thread allocates is guarded from now on; the bounds of its stack, 0 if unknown */
    void (*leave_thread)(void);                                /* and is not any more */
    bool (*guards_thread)(void);
    void (*explain)(uint64_t address, struct ffi_heap_finding *finding);   /* async-signal-safe, takes no lock: what lies at a fault address, FFI_HEAP_NOTHING where it is none of the heap's */
};

/* Before there is a second thread. NULL where the heap finds no room, with errno. */
const struct ffi_heap *ffi_heap_begin(const struct ffi_heap_worker *worker);

/* What is in use, by origin: a struct ffi_heap_listing in so many bytes of room. Blocks that begin at one of the addresses are left out. A block whose canaries were changed ends the process, as when it is freed. */
void ffi_heap_list(struct ffi_heap_listing *into, uint64_t room, const uint64_t *except, uint64_t except_count);
#endif
