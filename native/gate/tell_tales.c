/* Tell-tale values for registers that no argument fills, and the room that makes addresses of them which nobody can access. */
#define _GNU_SOURCE
#include "gate.h"
#include <string.h>
#include <sys/mman.h>

/* Early, while little is mapped. An old kernel takes the flag for a wish, hence the comparison. */
bool ffi_reserve_tell_tales(void)
{
    void *wanted = (void *)FFI_TELL_TALES_START;
    size_t size = FFI_TELL_TALES * FFI_TELL_TALE_ROOM;
    void *room = mmap(wanted, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (room != MAP_FAILED && room != wanted)
        munmap(room, size);
    return room == wanted;
}

void ffi_put_tell_tales(struct ffi_image *image, uint32_t integers, uint32_t integers_end, uint32_t vectors, uint32_t vectors_end)
{
    for (uint32_t i = integers; i < integers_end; i++)
        image->integers[i] = FFI_TELL_TALE(i);
    for (uint32_t i = vectors; i < vectors_end; i++) {
        const uint64_t value[2] = { FFI_TELL_TALE_VECTOR(i), 0 };
        memcpy(image->vectors[i], value, sizeof image->vectors[i]);
    }
}
