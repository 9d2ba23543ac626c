/* MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), written and read as the messages of a worker need it. */
#include "evil.h"
#include <stdlib.h>
#include <string.h>

void put(struct text *text, const void *bytes, size_t length)
{
    if (text->length + length > text->room) {
        text->room = 2 * (text->length + length) + 64;
        text->bytes = realloc(text->bytes, text->room);
        if (text->bytes == NULL)
            abort();
    }
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void put_byte(struct text *text, uint8_t byte) { put(text, &byte, 1); }

static void put_big_endian(struct text *text, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        put_byte(text, (uint8_t)(number >> (8 * i)));
}

void put_array(struct text *text, uint32_t count)
{
    if (count < 16) {
        put_byte(text, (uint8_t)(0x90 | count));
    } else {
        put_byte(text, 0xdd);
        put_big_endian(text, count, 4);
    }
}

void put_map(struct text *text, uint32_t count) { put_byte(text, (uint8_t)(0x80 | count)); }

void put_number(struct text *text, uint64_t number)
{
    if (number < 0x80) {
        put_byte(text, (uint8_t)number);
    } else {
        put_byte(text, 0xcf);
        put_big_endian(text, number, 8);
    }
}

void put_string(struct text *text, const char *string)
{
    size_t length = strlen(string);
    put_byte(text, 0xdb);
    put_big_endian(text, length, 4);
    put(text, string, length);
}

void put_bytes(struct text *text, const void *bytes, size_t length)
{
    put_byte(text, 0xc6);
    put_big_endian(text, length, 4);
    put(text, bytes, length);
}

static bool take(struct reading *reading, size_t length, const uint8_t **bytes)
{
    if ((size_t)(reading->end - reading->at) < length)
        return false;
    *bytes = reading->at;
    reading->at += length;
    return true;
}

static bool take_big_endian(struct reading *reading, int bytes, uint64_t *number)
{
    const uint8_t *at;
    if (!take(reading, (size_t)bytes, &at))
        return false;
    *number = 0;
    for (int i = 0; i < bytes; i++)
        *number = *number << 8 | at[i];
    return true;
}

bool read_number(struct reading *reading, uint64_t *number)
{
    const uint8_t *first;
    if (!take(reading, 1, &first))
        return false;
    if (*first < 0x80 || *first >= 0xe0) {
        *number = (uint64_t)(int64_t)(int8_t)*first;
        return true;
    }
    return *first >= 0xcc && *first <= 0xd3 && take_big_endian(reading, 1 << ((*first - 0xcc) & 3), number);
}

/* The length behind a first byte that begins a string, bytes, an array or a map; false for any other. */
static bool read_length(struct reading *reading, uint8_t first, uint64_t *length)
{
    switch (first) {
    case 0xc4: case 0xd9: return take_big_endian(reading, 1, length);
    case 0xc5: case 0xda: case 0xdc: case 0xde: return take_big_endian(reading, 2, length);
    case 0xc6: case 0xdb: case 0xdd: case 0xdf: return take_big_endian(reading, 4, length);
    default:
        *length = first & (first >= 0xa0 ? 0x1f : 0x0f);
        return first >= 0x80 && first < 0xc0;
    }
}

bool read_bytes(struct reading *reading, const uint8_t **bytes, size_t *length)
{
    const uint8_t *first;
    uint64_t count;
    if (!take(reading, 1, &first) || !read_length(reading, *first, &count))
        return false;
    *length = count;
    return take(reading, count, bytes);
}

bool read_count(struct reading *reading, uint32_t *count)
{
    const uint8_t *first;
    uint64_t length;
    if (!take(reading, 1, &first) || !read_length(reading, *first, &length))
        return false;
    *count = (uint32_t)length;
    return true;
}

bool skip_value(struct reading *reading)
{
    const uint8_t *first, *rest;
    if (!take(reading, 1, &first))
        return false;
    uint8_t code = *first;
    if (code < 0x80 || code >= 0xe0 || code == 0xc0 || code == 0xc2 || code == 0xc3)
        return true;
    if (code >= 0xcc && code <= 0xd3)
        return take(reading, (size_t)1 << ((code - 0xcc) & 3), &rest);
    if (code == 0xca || code == 0xcb)
        return take(reading, code == 0xca ? 4 : 8, &rest);
    uint64_t length;
    if (!read_length(reading, code, &length))
        return false;
    bool is_map = (code & 0xf0) == 0x80 || code == 0xde || code == 0xdf, is_array = (code & 0xf0) == 0x90 || code == 0xdc || code == 0xdd;
    if (!is_map && !is_array)
        return take(reading, length, &rest);
    for (uint64_t i = 0; i < (is_map ? 2 * length : length); i++)
        if (!skip_value(reading))
            return false;
    return true;
}
