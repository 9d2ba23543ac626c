/* The process's map, for the crash record: /proc/self/maps without what nobody reads, since a process with a hundred libraries has more text than there is room for.
   The guarded heap, which can be tens of thousands of mappings, becomes one line.
   A line keeps its range, permissions, offset and path; the device and the inode become 0, runs of spaces one, and the path of the line before a single '='. */
#include "guard.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define OFFSET_WORD 2                        /* range, permissions, offset; device and inode follow, then the path */
#define PATH_WORD 5

struct maps_text {
    char *text;
    uint32_t size, length;
    uint32_t word;                           /* of the line, from 0 */
    bool between;                            /* in the spaces before the next word */
    uint32_t path, last_path, last_path_length;
    uint64_t start;                          /* of the line's range, as far as it is read */
    bool in_start;
    uint32_t line;                           /* where its text begins */
    bool has_heap;
};

static void put(struct maps_text *to, char character)
{
    if (to->length < to->size)
        to->text[to->length++] = character;
}

static void put_text(struct maps_text *to, const char *text)
{
    while (*text != 0)
        put(to, *text++);
}

static void put_number(struct maps_text *to, uint64_t number)
{
    for (int shift = 44; shift >= 0; shift -= 4)
        put(to, "0123456789abcdef"[number >> shift & 15]);
}

/* True where the line is the heap's, and is not kept as it is. */
static bool fold_heap(struct maps_text *to)
{
    if (ffi_guard.heap == NULL || to->start - ffi_guard.heap->low >= ffi_guard.heap->high - ffi_guard.heap->low)
        return false;
    to->length = to->line;
    if (!to->has_heap) {
        put_number(to, ffi_guard.heap->low);
        put(to, '-');
        put_number(to, ffi_guard.heap->high);
        put_text(to, " ---p 0 0 0 [guarded-heap]\n");
        to->has_heap = true;
    }
    return true;
}

static void begin_line(struct maps_text *to)
{
    to->word = 0;
    to->between = false;
    to->line = to->length;
    to->start = 0;
    to->in_start = true;
}

static void end_line(struct maps_text *to)
{
    if (fold_heap(to)) {
        begin_line(to);
        return;
    }
    if (to->word == PATH_WORD && to->length < to->size) {
        uint32_t length = to->length - to->path;
        if (length == to->last_path_length && memcmp(to->text + to->path, to->text + to->last_path, length) == 0) {
            to->length = to->path;
            put(to, '=');
        } else {
            to->last_path = to->path;
            to->last_path_length = length;
        }
    }
    put(to, '\n');
    begin_line(to);
}

static void take(struct maps_text *to, char character)
{
    if (character == '\n') {
        end_line(to);
        return;
    }
    if (to->in_start && character == '-')
        to->in_start = false;
    if (to->in_start)
        to->start = to->start << 4 | (uint64_t)(character <= '9' ? character - '0' : character - 'a' + 10);
    if (to->word < PATH_WORD && character == ' ') {
        to->between = true;
        return;
    }
    if (to->between) {
        to->between = false;
        put(to, ' ');
        if (++to->word == PATH_WORD)
            to->path = to->length;
        else if (to->word > OFFSET_WORD)
            put(to, '0');
    }
    if (to->word <= OFFSET_WORD || to->word == PATH_WORD)
        put(to, character);
}

uint32_t ffi_record_maps(char *text, uint32_t size)
{
    static char piece[4096];                 /* of the one thread that records */
    struct maps_text to = { .text = text, .size = size, .in_start = true };
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (maps < 0)
        return 0;
    ssize_t length;
    while (to.length < to.size && (length = read(maps, piece, sizeof piece)) > 0) {
        for (ssize_t i = 0; i < length; i++)
            take(&to, piece[i]);
    }
    close(maps);
    return to.length;
}
