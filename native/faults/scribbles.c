/* Writes over memory that belongs to others, the segment that is shared with the host included. Memory that comes with the
   process is found as anybody can find it: in /proc/self/maps. */
#define _GNU_SOURCE
#include "faults.h"
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_MAPPINGS 4096
#define MOST_TEXT (1 << 20)
#define REACH (1ul << 20)    /* bytes written of each mapping: all of it would be gigabytes */

struct mapping { char *start; size_t length; int is_shared, has_own_stack; };
static struct mapping mappings[MOST_MAPPINGS];
static char text[MOST_TEXT];

static uint64_t number(const char **at)
{
    uint64_t value = 0;
    for (;; (*at)++) {
        char c = **at;
        if (c >= '0' && c <= '9')
            value = value * 16 + (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (uint64_t)(c - 'a' + 10);
        else
            return value;
    }
}

static int find_writable(void)
{
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC), count = 0;
    size_t length = 0;
    for (ssize_t piece; maps >= 0 && (piece = read(maps, text + length, sizeof text - 1 - length)) > 0;)
        length += (size_t)piece;
    close(maps);
    const char *local = (const char *)&maps;
    for (const char *line = text; *line != 0 && count < MOST_MAPPINGS; line = strchr(line, '\n') + 1) {
        const char *at = line;
        char *start = (char *)number(&at);
        at++;
        char *end = (char *)number(&at);
        if (at[1] == 'r' && at[2] == 'w')
            mappings[count++] = (struct mapping){ start, (size_t)(end - start), at[4] == 's', start <= local && local < end };
    }
    return count;
}

int scribble_over_segment(int byte)
{
    int count = find_writable(), written = 0;
    for (int i = 0; i < count; i++)
        if (mappings[i].is_shared) {
            memset(mappings[i].start, byte, mappings[i].length < REACH ? mappings[i].length : REACH);
            written++;
        }
    return written;
}

void scribble_and_crash(int byte)
{
    scribble_over_segment(byte);
    null_write();
}

/* Volatile, byte by byte: it must not call memset, whose address lies in a table that is written over on the way. */
static void overwrite(char *start, size_t length)
{
    for (volatile char *byte = start; byte < start + length; byte++)
        *byte = (char)0xA5;
}

void scribble_over_everything(void)
{
    int count = find_writable();
    for (int i = 0; i < count; i++) {
        struct mapping mapping = mappings[i];
        int is_own_list = mapping.start <= (char *)mappings && (char *)mappings < mapping.start + mapping.length;
        if (!is_own_list && !mapping.has_own_stack)
            overwrite(mapping.start, mapping.length < REACH ? mapping.length : REACH);
    }
    /* What is left is this function's own stack: from here up, its way home. */
    overwrite((char *)&count, 1 << 12);
}

int unmap_segment(void)
{
    int count = find_writable(), unmapped = 0;
    for (int i = 0; i < count; i++)
        if (mappings[i].is_shared && munmap(mappings[i].start, mappings[i].length) == 0)
            unmapped++;
    return unmapped;
}
