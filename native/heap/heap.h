/* What the parts of the guarded heap say to each other. */
#ifndef FFI_HEAP_PARTS_H
#define FFI_HEAP_PARTS_H
#include "ffi_heap.h"
#include <stddef.h>

#define PAGE 0x1000ull
#define LEAST_ALIGNMENT 16u    /* what compilers take for granted of malloc */

enum block_state { BLOCK_NONE = 0, BLOCK_IN_USE = 1, BLOCK_FREED = 2 };

/* What is known of a slot: of the block in it, or of the last one that was. Written under the lock, read without it by whoever explains a fault. */
struct block {
    uint8_t *address;
    size_t size;
    _Atomic uint32_t state;
    uint32_t pages;                /* that are open */
    uint32_t next;                 /* the slot that is used again after this one, or NO_SLOT */
    struct ffi_heap_origin allocated, freed;
};

/* Slots of one size, each with a page behind it that nobody may touch. One that was freed is used again when all others of its class have been. */
struct slot_class {
    uint8_t *start;
    uint64_t size;                 /* of a slot, without that page */
    uint32_t count, fresh, next_free, last_free;
    struct block *blocks;
    uint64_t open_bytes;           /* of the table of blocks */
};
#define NO_SLOT UINT32_MAX

/* slots.c */
bool ffi_slots_reserve(void);
extern uint64_t ffi_slots_low, ffi_slots_high;
struct slot_class *ffi_class_for(uint64_t pages);                       /* NULL: none is that large */
struct block *ffi_slot_take(struct slot_class *of, uint8_t **end);      /* under the lock; NULL: all are in use. Says where the slot ends */
void ffi_slot_give(struct slot_class *of, struct block *block);         /* under the lock */
struct block *ffi_slot_at(uint64_t address, struct slot_class **of, uint8_t **end);   /* NULL: none of the heap's, or never used */
struct block *ffi_slot_after(struct slot_class *of, const struct block *block);       /* the one behind it, NULL */
void ffi_slots_each(void (*look)(struct block *block, void *argument), void *argument);   /* under the lock: those that were ever used */

/* blocks.c */
void ffi_blocks_begin(uint64_t most);  /* in use at a time: each costs two of the kernel's mappings */
extern _Atomic uint64_t ffi_unguarded;
void *ffi_block_allocate(size_t size, size_t alignment, const struct ffi_heap_origin *origin);   /* NULL: leave it to libc */
size_t ffi_block_release(void *address, const struct ffi_heap_origin *origin);                   /* its size; ends the process where it is none to be freed so */
void *ffi_block_moved(void *address, size_t size, const struct ffi_heap_origin *origin, bool to_block);   /* realloc */
size_t ffi_block_size(const void *address);
void ffi_check_canaries(const struct block *block, uint32_t function);
static inline bool ffi_is_block(const void *address) { return (uint64_t)(uintptr_t)address - ffi_slots_low < ffi_slots_high - ffi_slots_low; }
void ffi_heap_lock(void);
void ffi_heap_unlock(void);

/* origins.c */
extern struct ffi_heap_worker ffi_worker;
bool ffi_takes_part(const void *caller);      /* whether an allocation of this thread, asked for from there, is guarded */
struct ffi_heap_origin ffi_origin(uint32_t function, const void *caller);
void ffi_guard_thread(uint64_t stack_low, uint64_t stack_high);
void ffi_leave_thread(void);
bool ffi_guards_thread(void);
bool ffi_pause_thread(bool guarded);          /* says what it was */
bool ffi_on_own_stack(uint64_t address);
void ffi_find_neighbours(void);

/* refusals.c: none of it returns */
_Noreturn void ffi_refuse(uint32_t kind, const void *address, const struct block *block, const struct ffi_heap_origin *origin);
_Noreturn void ffi_refuse_overwritten(const struct block *block, uint32_t function, int64_t first, int64_t last);
void ffi_refuse_foreign(const void *address, const struct ffi_heap_origin *origin);   /* returns, unless what is none of the heap's cannot be libc's either */

/* lookup.c */
typedef void *ffi_lookup(void *handle, const char *name);
ffi_lookup *ffi_real_lookup(void);       /* libc's dlsym */
void ffi_find_others(void);

/* explain.c */
void ffi_explain(uint64_t address, struct ffi_heap_finding *finding);
void ffi_describe_block(struct ffi_heap_finding *finding, const struct block *block);

/* glibc's own malloc, by the names that it keeps for those who take its place. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *address, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *address);

#define EXPORTED __attribute__((visibility("default")))
#define CALLER __builtin_return_address(0)
#endif
