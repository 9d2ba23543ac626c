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

const struct ffi_batch *ffi_batch_of(const struct ffi_image *image)
{
    return (const struct ffi_batch *)(relocations_of(image) + image->relocation_count);
}

/* A value larger than a word lies whole on the stack, or fills a vector register. */
static bool place_holds(const struct ffi_image *image, uint64_t place, uint64_t size)
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
        return (column->size == 1 || column->size == 2 || column->size == 4 || column->size == 8) && place_holds(image, column->place, 8);
    case FFI_COLUMN_BYTES:
        return place_holds(image, column->place, column->size);
    case FFI_COLUMN_ADDRESS:
        return place_holds(image, column->place, 8);
    default:
        return false;
    }
}

static bool result_is_sound(const struct ffi_batch *batch, const struct ffi_column *column)
{
    return column_fits(batch, column) && column->place >= offsetof(struct ffi_image, reply_turn) && column->place <= FFI_IMAGE_SIZE && column->size <= FFI_IMAGE_SIZE - column->place;
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

const struct ffi_list *ffi_list_of(const struct ffi_image *image)
{
    return (const struct ffi_list *)(relocations_of(image) + image->relocation_count);
}

static bool link_is_sound(const struct ffi_image *image, uint32_t index, const struct ffi_link *link)
{
    if (link->kind != FFI_LINK_ADDRESS && (link->call >= index || !ffi_window_holds(link->from, link->size)))
        return false;
    uint32_t bits = link->range & ~(uint32_t)FFI_RANGE_SIGNED;
    switch (link->kind) {
    case FFI_LINK_UNSIGNED:
    case FFI_LINK_SIGNED:
        return (link->size == 1 || link->size == 2 || link->size == 4 || link->size == 8) && bits >= 1 && bits <= 64 && place_holds(image, link->to, 8);
    case FFI_LINK_BYTES:
        return place_holds(image, link->to, link->size);
    case FFI_LINK_COPY:
        return ffi_window_holds(link->to, link->size);
    case FFI_LINK_ADDRESS:
        return link->from <= ffi_window_size() && place_holds(image, link->to, 8);
    default:
        return false;
    }
}

static bool registers_are_sound(const struct ffi_list *list, uint32_t at)
{
    return at == 0 || (at % 8 == 0 && at >= sizeof(struct ffi_list_result) * (uint64_t)list->call_count
        && at <= list->results_length && sizeof(struct ffi_list_registers) <= list->results_length - at);
}

static uint64_t size_of_call(const struct ffi_list_call *call)
{
    uint32_t vector_words = (call->flags & FFI_IMAGE_WIDE_VECTORS) != 0 ? 2u : 1u;
    return sizeof *call + 8 * ((uint64_t)call->integer_count + vector_words * call->vector_count + call->stack_words) + sizeof(struct ffi_link) * (uint64_t)call->link_count;
}

static bool call_is_sound(const struct ffi_list *list, uint32_t index, const struct ffi_list_call *call)
{
    if (size_of_call(call) != call->size || call->integer_count > 6 || call->vector_count > 8
        || (call->flags & ~(uint32_t)(KNOWN_FLAGS | FFI_LIST_XMM0 | FFI_LIST_ALWAYS)) != 0
        || call->convention > FFI_MICROSOFT_X64 || (call->convention == FFI_MICROSOFT_X64 && call->stack_words < SHADOW_WORDS)
        || call->stack_words > MAX_STACK_WORDS || !is_alignment(call->stack_alignment)
        || call->condition > FFI_CONDITION_AT_LEAST_UNSIGNED || call->condition_shift >= 64
        || call->fetch_kind > FFI_FETCH_TEXT32 || call->fetch_kind == 3 || (call->fetch_kind != FFI_FETCH_NOTHING && call->registers == 0)
        || !registers_are_sound(list, call->registers))
        return false;
    struct ffi_image image;
    image.stack_words = call->stack_words;    /* all that the place of an argument depends on */
    const struct ffi_link *links = (const struct ffi_link *)((const uint8_t *)call + call->size) - call->link_count;
    for (uint32_t i = 0; i < call->link_count; i++)
        if (!link_is_sound(&image, index, &links[i]))
            return false;
    return true;
}

bool ffi_list_is_sound(const struct ffi_image *image)
{
    const struct ffi_list *list = ffi_list_of(image);
    const uint8_t *next = (const uint8_t *)(list + 1), *end = (const uint8_t *)image + image->length;
    if (next > end || image->fetch_kind != FFI_FETCH_NOTHING || list->text_limit > image->fetch_limit || list->call_count == 0
        || list->results % 8 != 0 || !ffi_window_holds(list->results, list->results_length)
        || sizeof(struct ffi_list_result) * (uint64_t)list->call_count > list->results_length)
        return false;
    for (uint32_t i = 0; i < list->call_count; i++) {
        const struct ffi_list_call *call = (const struct ffi_list_call *)next;
        if ((uint64_t)(end - next) < sizeof *call || (uint64_t)(end - next) < call->size || !call_is_sound(list, i, call))
            return false;
        next += call->size;
    }
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
