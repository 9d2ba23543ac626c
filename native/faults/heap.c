/* Misuse of the heap. glibc finds most of it, at the next free() at the latest, and aborts with a message. */
#include "faults.h"
#include "opaque.h"
#include <stdlib.h>
#include <string.h>

void double_free(void)
{
    void *block = opaque(malloc(24));
    free(block);
    free(opaque(block));
}

void double_free_later(void)
{
    void *block = opaque(malloc(3000)), *fence = opaque(malloc(3000)), *last = opaque(malloc(24));
    free(block);
    free(opaque(block));
    free(fence);
    free(last);
}

void free_of_stack(void)
{
    char local[64] __attribute__((aligned(16)));
    memset(opaque(local), 0, sizeof local);
    free(opaque(local + 16));
}

void free_of_middle(void)
{
    char *block = opaque(malloc(256));
    memset(block, 0, 256);
    free(opaque(block + 8));
}

void heap_overrun(void)
{
    char *block = opaque(malloc(2000)), *next = opaque(malloc(2000)), *last = opaque(malloc(24));
    memset(opaque(block), 'A', 2000 + 32); /* over the header of the next block */
    free(block);
    free(next);
    free(last);
}

int use_after_free(void)
{
    /* Above every mmap threshold: free() unmaps it, so the read faults each time. */
    const size_t size = 40u << 20;
    volatile int *block = opaque(malloc(size));
    if (block == NULL)
        return -1;
    block[1000] = 42;
    free(opaque((void *)block));
    return ((volatile int *)opaque((void *)block))[1000];
}

struct object { long number; const volatile int *target; char rest[16]; };

int use_after_free_object(void)
{
    int value = 42;
    struct object *object = opaque(malloc(sizeof *object));
    object->target = &value;
    free(opaque(object));
    char *other = opaque(malloc(sizeof *object)); /* the allocator hands out the same block again */
    memset(other, 'x', sizeof *object);
    return *((struct object *)opaque(object))->target;
}

static char *damaged, *behind;

int damage_heap(void)
{
    char *block = opaque(malloc(2000));
    damaged = opaque(malloc(2000));
    behind = opaque(malloc(2000));
    if (block == NULL || damaged == NULL || behind == NULL)
        return -1;
    memset(block, 'A', 2000 + 16); /* over the header of the next block, which nobody looks at until it is freed */
    return 0;
}

void free_damaged(void) { free(opaque(damaged)); }
