/* Reads and writes at bad addresses: SIGSEGV in its usual forms. */
#include "faults.h"
#include "opaque.h"
#include <stdlib.h>
#include <string.h>

struct record { char name[0x38]; int field; };

int null_read(void) { return *(volatile int *)opaque(NULL); }

void null_write(void) { *(volatile int *)opaque(NULL) = 1; }

int null_field_read(void)
{
    struct record *record = opaque(NULL);
    return *(volatile int *)&record->field;
}

int read_at(const void *address) { return *(const volatile int *)address; }

void write_at(void *address, int value) { *(volatile int *)address = value; }

int wild_read(void) { return *(volatile int *)opaque((void *)0x123456789000); }

int non_canonical_read(void) { return *(volatile int *)opaque((void *)0x1122334455667788); }

int kernel_read(void) { return *(volatile int *)opaque((void *)0xffffffff81000000); }

void write_to_read_only(void) { *(volatile char *)opaque("a string literal") = 'A'; }

int text_as_pointer(const char *text)
{
    union { char name[8]; const volatile int *pointer; } object = { .pointer = NULL };
    strncpy(object.name, text, sizeof object.name); /* no terminator wanted: that is the mistake */
    return *(const volatile int *)opaque((const void *)object.pointer);
}

static int compare_badly(const void *left, const void *right)
{
    (void)left;
    (void)right;
    return null_read();
}

int crash_in_sort(void)
{
    int numbers[] = { 3, 1, 2 };
    qsort(numbers, sizeof numbers / sizeof *numbers, sizeof *numbers, compare_badly);
    return numbers[0];
}
