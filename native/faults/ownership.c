/* Memory with an owner, and the counts that tell who freed what. */
#define _GNU_SOURCE
#include "faults.h"
#include "opaque.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int alive;
static int frees;
static char *held;

int owned_alive(void) { return alive; }

int owned_frees(void) { return frees; }

void *owned_allocate(size_t size)
{
    alive++;
    return malloc(size);
}

void owned_free(void *memory)
{
    if (memory == NULL)
        return;
    alive--;
    frees++;
    free(memory);
}

char *owned_text(const char *text)
{
    if (text == NULL)
        return NULL;
    char *copy = owned_allocate(strlen(text) + 1);
    return copy == NULL ? NULL : strcpy(copy, text);
}

void owned_text_out(char **out, const char *text) { *out = owned_text(text); }

int *owned_number(int value)
{
    int *number = owned_allocate(sizeof *number);
    if (number != NULL)
        *number = value;
    return number;
}

int owned_value(const int *number) { return *number; }

const int *owned_same(const int *number) { return number; }

void crashing_free(void *memory)
{
    owned_free(memory);
    abort_now();
}

char *owned_wild_text(void)
{
    alive++;
    return opaque((void *)0x123456789000);
}

int hold_text(const char *text)
{
    held = (char *)text;
    return (int)strlen(text);
}

const char *held_text(void) { return held; }

int take_text(char *text)
{
    const int length = (int)strlen(text);
    free(text);
    frees++;
    return length;
}

int take_owned(char *text)
{
    const int length = (int)strlen(text);
    owned_free(text);
    return length;
}
