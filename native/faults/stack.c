/* Stacks: overrun arrays and endless recursion. Compiled with -fstack-protector-all. */
#include "faults.h"
#include "opaque.h"
#include <alloca.h>
#include <pthread.h>

static void write_bytes(volatile char *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = 'A';
}

void smash_stack(size_t count)
{
    char local[16];
    write_bytes(opaque(local), count);
}

static int recurse(int depth)
{
    volatile char frame[256];
    frame[0] = (char)depth;
    return recurse(depth + 1) + frame[0];
}

int stack_overflow(void) { return recurse(0); }

static void *overflow_here(void *unused)
{
    (void)unused;
    stack_overflow();
    return NULL;
}

void stack_overflow_on_own_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, overflow_here, NULL) == 0)
        pthread_join(thread, NULL);
}

int huge_frame(size_t size)
{
    volatile char *frame = alloca(size);
    frame[0] = 1;
    return frame[0];
}
