/* How either side waits for a word to change, and how it is woken. Usable on any thread and in signal handlers: the system calls are bare, so
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

/* Rings: counts a turn up, and wakes whoever said that it sleeps on it. The mark of a dead worker stays. */
static inline void ffi_ring(uint32_t *turn, const uint32_t *other_sleeps)
{
    uint32_t old = ffi_load(turn);
    while (!atomic_compare_exchange_weak((_Atomic uint32_t *)turn, &old, ((old + 1) & FFI_TURN_MASK) | (old & FFI_TURN_DEAD)))
        ;
    if (ffi_load(other_sleeps) != 0)
        ffi_futex_wake(turn, INT32_MAX);
}

/* One side's experience of the other: whether it is worth spinning for. Of one thread at a time. */
struct ffi_patience {
    bool brisk;        /* the last wait was short, and it is time to look long */
    uint32_t misses;   /* long looks that were in vain, one after the other, in powers of two less one: so many short waits are slept for before the next */
    uint32_t skipped;
};

/* Waits until the turn is another than the one seen, and returns it. While it sleeps, or is about to, *sleeps is 1. */
uint32_t ffi_wait_turn(const uint32_t *turn, uint32_t seen, uint32_t *sleeps, struct ffi_patience *patience);
void ffi_waiting_prepare(void);
#endif
