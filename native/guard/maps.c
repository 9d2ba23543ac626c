/* The process's map, for the crash record: /proc/self/maps without what nobody reads, since a process with a hundred libraries has more text than there is room for.
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
};

static void put(struct maps_text *to, char character)
{
    if (to->length < to->size)
        to->text[to->length++] = character;
}

static void end_line(struct maps_text *to)
{
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
    to->word = 0;
    to->between = false;
}

static void take(struct maps_text *to, char character)
{
    if (character == '\n') {
        end_line(to);
        return;
    }
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
    struct maps_text to = { .text = text, .size = size };
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
