/* State that lives in the worker between calls. */
#include "faults.h"
#include <stdio.h>
#include <stdlib.h>

static int count;

int next_count(void) { return ++count; }

void *counter_open(int start)
{
    int *counter = malloc(sizeof *counter);
    if (counter != NULL)
        *counter = start;
    return counter;
}

int counter_next(void *counter) { return (*(int *)counter)++; }

void counter_close(void *counter) { free(counter); }

void make_text(char **out, int number)
{
    const size_t size = 32;
    *out = malloc(size);
    if (*out != NULL)
        snprintf(*out, size, "number %d", number);
}
