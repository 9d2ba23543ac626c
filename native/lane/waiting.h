/* How either side speaks to the other and waits for an answer, and how it is woken. Usable on any thread and in signal handlers: the system calls are bare, so
   that neither errno nor thread-local storage is touched. */
#ifndef FFI_WAITING_H
#define FFI_WAITING_H
#include "ffi_segment.h"
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>

static inline long ffi_system_call(long number, long a, long b, long c, long d)
{
    long result;
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}

/* Not FUTEX_PRIVATE: host and worker map the word at different addresses. */
static inline void ffi_futex_wait(const uint32_t *word, uint32_t value)
{
    ffi_system_call(SYS_futex, (long)word, FUTEX_WAIT, value, 0);
}

static inline void ffi_futex_wake(const uint32_t *word, int count)
{
    ffi_system_call(SYS_futex, (long)word, FUTEX_WAKE, count, 0);
}

static inline uint32_t ffi_load(const uint32_t *word)
{
    return atomic_load_explicit((const _Atomic uint32_t *)word, memory_order_acquire);
}

/* With a full barrier: what is read afterwards is read after everybody can see the value. */
static inline void ffi_store(uint32_t *word, uint32_t value)
{
    atomic_store((_Atomic uint32_t *)word, value);
}

#define FFI_TURN_MASK (~FFI_TURN_DEAD)

/* One side of the exchange, and its experience of the other: whether it is worth spinning for. Of one thread at a time. */
struct ffi_side {
    uint32_t *word;                  /* the turn, which both count up; behind it, what is said */
    uint32_t *sleeps;                /* 1 while it sleeps, or is about to */
    const uint32_t *other_sleeps;
    uint32_t turn;     /* as it was said or heard last. Any but the next is none: a library may have written over the segment */
    uint32_t mark;     /* what every turn has from now on: FFI_TURN_DEAD, or nothing */
    uint32_t patience; /* how long not to look, in parts of a pause */
    bool unheard;      /* the other may sleep and not know what was said last */
    bool brisk;        /* the last wait was short, and it is time to look long */
    uint32_t misses;   /* long looks that were in vain, one after the other, in powers of two less one: so many short waits are slept for before the next */
    uint32_t skipped;
};

/* Says something, once everything that belongs to it is written. A mark of death that is put on the turn at this very moment may be lost, and is put again.
   A plain store: whoever speaks looks at the other's flag while it waits for the answer, or asks for it by ffi_rouse where it does something else first. */
static inline void ffi_say(struct ffi_side *side, uint32_t what)
{
    side->turn = (side->turn + 1) & FFI_TURN_MASK;
    uint64_t word = side->turn | ffi_load(&side->mark) | (uint64_t)what << 32;
    atomic_store_explicit((_Atomic uint64_t *)side->word, word, memory_order_release);
    side->unheard = true;
}

/* Wakes the other side where its flag says that it sleeps. It may be about to, if there was no full barrier since the word was said: then it sees the word, or the next look sees the flag. */
static inline void ffi_look_after(struct ffi_side *side)
{
    if (side->unheard && ffi_load(side->other_sleeps) != 0) {
        side->unheard = false;
        ffi_futex_wake(side->word, INT32_MAX);
    }
}

/* The same for certain. */
static inline void ffi_rouse(struct ffi_side *side)
{
    atomic_thread_fence(memory_order_seq_cst);
    ffi_look_after(side);
}

void ffi_worker_side(struct ffi_side *side);
void ffi_host_side(struct ffi_side *side);

/* Waits until the other has said the next thing. */
void ffi_hear(struct ffi_side *side);
#endif
