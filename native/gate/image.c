/* The image before the call: is it well formed, and what the host could not know (addresses) filled in. */
#include "gate.h"
#include "window.h"
#include <stddef.h>
#include <string.h>

/* The stack pointer is always a multiple of 16; no type is aligned to more than a page. */
bool ffi_is_stack_alignment(uint32_t bytes)
{
    return bytes >= 16 && bytes <= 4096 && (bytes & (bytes - 1)) == 0;
}

const struct ffi_block *ffi_blocks_of(const struct ffi_image *image)
{
    return (const struct ffi_block *)((const uint8_t *)image + FFI_IMAGE_SIZE + 8ull * image->stack_words);
}

static struct ffi_relocation *relocations_of(const struct ffi_image *image)
{
    return (struct ffi_relocation *)(ffi_blocks_of(image) + image->block_count);
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
            || (place >= offsetof(struct ffi_image, vectors) && place < offsetof(struct ffi_image, outcome))
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
        || !ffi_is_stack_alignment(image->stack_alignment)
        || !tables_fit(image) || !fetch_is_sound(image))
        return false;
    const struct ffi_block *blocks = ffi_blocks_of(image);
    for (uint32_t i = 0; i < image->block_count; i++)
        if (!ffi_window_holds(blocks[i].offset, blocks[i].length))
            return false;
    const struct ffi_relocation *relocations = relocations_of(image);
    for (uint32_t i = 0; i < image->relocation_count; i++)
        if (!relocation_is_sound(image, &relocations[i]))
            return false;
    return true;
}

const void *ffi_behind_tables(const struct ffi_image *image)
{
    return relocations_of(image) + image->relocation_count;
}

const struct ffi_batch *ffi_batch_of(const struct ffi_image *image)
{
    return ffi_behind_tables(image);
}

/* A value larger than a word lies whole on the stack, or fills a vector register. */
bool ffi_place_holds(const struct ffi_image *image, uint64_t place, uint64_t size)
{
    if (!place_is_argument(image, place) || size == 0)
        return false;
    uint64_t last = (place + size - 1) & ~7ull;
    bool one_register = place >= FFI_IMAGE_SIZE ? true
                      : place >= offsetof(struct ffi_image, vectors) ? size <= 16 && place / 16 == last / 16 : size <= 8;
    return one_register && place_is_argument(image, last);
}

/* From the first row's bytes to the end of the last one's: of a part of an element, the last stride reaches beyond the column. */
static bool column_fits(const struct ffi_batch *batch, const struct ffi_column *column)
{
    return column->size != 0 && column->size <= column->stride && ffi_window_holds(column->offset, (batch->rows - 1) * column->stride + column->size);
}

static bool column_is_sound(const struct ffi_image *image, const struct ffi_batch *batch, const struct ffi_column *column)
{
    if (!column_fits(batch, column))
        return false;
    switch (column->kind) {
    case FFI_COLUMN_UNSIGNED:
    case FFI_COLUMN_SIGNED:
        return (column->size == 1 || column->size == 2 || column->size == 4 || column->size == 8) && ffi_place_holds(image, column->place, 8);
    case FFI_COLUMN_BYTES:
        return ffi_place_holds(image, column->place, column->size);
    case FFI_COLUMN_ADDRESS:
        return ffi_place_holds(image, column->place, 8);
    default:
        return false;
    }
}

static bool result_is_sound(const struct ffi_batch *batch, const struct ffi_column *column)
{
    return column_fits(batch, column) && column->place >= offsetof(struct ffi_image, outcome) && column->place <= FFI_IMAGE_SIZE && column->size <= FFI_IMAGE_SIZE - column->place;
}

bool ffi_batch_is_sound(const struct ffi_image *image)
{
    const struct ffi_batch *batch = ffi_batch_of(image);
    uint64_t behind = (uint64_t)((const uint8_t *)batch - (const uint8_t *)image);
    if (behind + sizeof *batch > image->length || image->fetch_kind != FFI_FETCH_NOTHING)
        return false;
    uint64_t count = (uint64_t)batch->column_count + batch->result_count;
    if (batch->rows == 0 || batch->rows > UINT32_MAX || behind + sizeof *batch + count * sizeof(struct ffi_column) > image->length)
        return false;
    const struct ffi_column *columns = (const struct ffi_column *)(batch + 1);
    for (uint64_t i = 0; i < count; i++)
        if (!(i < batch->column_count ? column_is_sound(image, batch, &columns[i]) : result_is_sound(batch, &columns[i])))
            return false;
    return true;
}

/* Blocks first: a relocation may put a pointer into a block. */
void ffi_image_settle(struct ffi_image *image, uint8_t *window)
{
    const struct ffi_block *blocks = ffi_blocks_of(image);
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
