/* Reads the text that a result or an argument of a callback points at. The pointer may be bad: then this code faults, in stage READING or CALLBACK. */
#include "gate.h"
#include <string.h>

/* Touches the first byte by itself: strnlen reads whole vectors, and would fault at another address than the pointer's. */
static void touch(const void *text)
{
    (void)*(const volatile uint8_t *)text;
}

static uint64_t length8(const void *text, uint64_t limit)
{
    return strnlen(text, limit);
}

/* The text may lie at an odd address, which C allows only to memcpy. */
static uint64_t length16(const uint8_t *text, uint64_t limit)
{
    for (uint64_t at = 0; at + 2 <= limit; at += 2) {
        uint16_t unit;
        memcpy(&unit, text + at, sizeof unit);
        if (unit == 0)
            return at;
    }
    return limit & ~1ull;
}

static uint64_t length32(const uint8_t *text, uint64_t limit)
{
    for (uint64_t at = 0; at + 4 <= limit; at += 4) {
        uint32_t unit;
        memcpy(&unit, text + at, sizeof unit);
        if (unit == 0)
            return at;
    }
    return limit & ~3ull;
}

uint64_t ffi_text_length(const uint8_t *text, uint64_t limit, uint64_t unit)
{
    if (limit == 0)
        return 0;
    touch(text);
    return unit == 1 ? length8(text, limit) : unit == 2 ? length16(text, limit) : length32(text, limit);
}

void ffi_fetch(struct ffi_image *image, uint8_t *window)
{
    const uint8_t *text = (const uint8_t *)(uintptr_t)image->rax;
    if (text == NULL)
        return;    /* status stays FFI_FETCH_SKIPPED */
    uint64_t unit = image->fetch_kind, limit = image->fetch_limit & ~(unit - 1), length = 0;
    uint32_t terminator = 1;
    if (limit != 0) {
        length = ffi_text_length(text, limit, unit);
        terminator = 0;
        memcpy(&terminator, text + length, unit);              /* the limit does not count the terminator: it may be right behind */
        memmove(window + image->fetch_offset, text, length);   /* the callee may have returned a pointer into the window */
    }
    image->fetch_length = length;
    image->fetch_status = terminator == 0 ? FFI_FETCHED : FFI_FETCH_CUT;
}
