/* The image before the call: is it well formed, and what the host could not know (addresses) filled in. */
#include "gate.h"
#include "window.h"
#include <stddef.h>
#include <string.h>

/* An argument area larger than a frame cannot come from a host of ours; it would only run the stack over. */
#define MAX_STACK_WORDS (FFI_FRAME_CALLBACK / 8)
#define SHADOW_WORDS 4    /* a callee of the Microsoft convention may write there */
#define KNOWN_FLAGS (FFI_IMAGE_POP_ST0 | FFI_IMAGE_POP_ST1 | FFI_IMAGE_WIDE_VECTORS)

/* The stack pointer is always a multiple of 16; no type is aligned to more than a page. */
static bool is_alignment(uint32_t bytes)
{
    return bytes >= 16 && bytes <= 4096 && (bytes & (bytes - 1)) == 0;
}

static struct ffi_block *blocks_of(const struct ffi_image *image)
{
    return (struct ffi_block *)((uint8_t *)image + FFI_IMAGE_SIZE + 8ull * image->stack_words);
}

static struct ffi_relocation *relocations_of(const struct ffi_image *image)
{
    return (struct ffi_relocation *)(blocks_of(image) + image->block_count);
}

static bool tables_fit(const struct ffi_image *image)
{
    return image->stack_words <= MAX_STACK_WORDS
        && FFI_IMAGE_SIZE + 8ull * image->stack_words + sizeof(struct ffi_block) * (uint64_t)image->block_count
           + sizeof(struct ffi_relocation) * (uint64_t)image->relocation_count <= image->length;
}

static bool fetch_is_sound(const struct ffi_image *image)
{
    switch (image->fetch_kind) {
    case FFI_FETCH_NOTHING:
    case FFI_FETCH_TEXT8:
    case FFI_FETCH_TEXT16:
    case FFI_FETCH_TEXT32:
        return ffi_window_holds(image->fetch_offset, image->fetch_limit);
    default:
        return false;
    }
}

/* An address may be put into an argument (register or stack word), nowhere else in the image. */
static bool place_is_argument(const struct ffi_image *image, uint64_t place)
{
    uint64_t stack = FFI_IMAGE_SIZE;
    return place % 8 == 0
        && ((place >= offsetof(struct ffi_image, integers) && place < offsetof(struct ffi_image, reserved))
            || (place >= offsetof(struct ffi_image, vectors) && place < offsetof(struct ffi_image, reply_turn))
            || (place >= stack && place < stack + 8ull * image->stack_words));
}

static bool relocation_is_sound(const struct ffi_image *image, const struct ffi_relocation *relocation)
{
    if (relocation->value > ffi_window_size())
        return false;
    switch (relocation->space) {
    case FFI_PLACE_IMAGE:
        return place_is_argument(image, relocation->place);
    case FFI_PLACE_WINDOW:
        return ffi_window_holds(relocation->place, 8);
    default:
        return false;
    }
}

bool ffi_image_is_sound(const struct ffi_image *image)
{
    if (image->convention > FFI_MICROSOFT_X64 || (image->flags & ~(uint32_t)KNOWN_FLAGS) != 0
        || (image->convention == FFI_MICROSOFT_X64 && image->stack_words < SHADOW_WORDS)
        || !is_alignment(image->stack_alignment)
        || !tables_fit(image) || !fetch_is_sound(image))
        return false;
    const struct ffi_block *blocks = blocks_of(image);
    for (uint32_t i = 0; i < image->block_count; i++)
        if (!ffi_window_holds(blocks[i].offset, blocks[i].length))
            return false;
    const struct ffi_relocation *relocations = relocations_of(image);
    for (uint32_t i = 0; i < image->relocation_count; i++)
        if (!relocation_is_sound(image, &relocations[i]))
            return false;
    return true;
}

/* Blocks first: a relocation may put a pointer into a block. */
void ffi_image_settle(struct ffi_image *image, uint8_t *window)
{
    const struct ffi_block *blocks = blocks_of(image);
    for (uint32_t i = 0; i < image->block_count; i++)
        if ((blocks[i].flags & FFI_BLOCK_IN) == 0 && blocks[i].length != 0)
            memset(window + blocks[i].offset, 0, blocks[i].length);
    const struct ffi_relocation *relocations = relocations_of(image);
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        uint64_t address = (uint64_t)(uintptr_t)window + relocations[i].value;
        uint8_t *space = relocations[i].space == FFI_PLACE_IMAGE ? (uint8_t *)image : window;
        memcpy(space + relocations[i].place, &address, sizeof address);   /* packed structs: may lie at any address */
    }
}
