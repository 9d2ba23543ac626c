/* A list before it runs: is it well formed. The image that it is in has been found sound. */
#include "gate.h"
#include "window.h"
#include <stddef.h>

const struct ffi_list *ffi_list_of(const struct ffi_image *image)
{
    return ffi_behind_tables(image);
}

static bool link_is_sound(const struct ffi_image *image, uint32_t index, const struct ffi_link *link)
{
    if (link->kind != FFI_LINK_ADDRESS && (link->call >= index || !ffi_window_holds(link->from, link->size)))
        return false;
    uint32_t bits = link->range & ~(uint32_t)FFI_RANGE_SIGNED;
    switch (link->kind) {
    case FFI_LINK_UNSIGNED:
    case FFI_LINK_SIGNED:
        return (link->size == 1 || link->size == 2 || link->size == 4 || link->size == 8) && bits >= 1 && bits <= 64 && ffi_place_holds(image, link->to, 8);
    case FFI_LINK_BYTES:
        return ffi_place_holds(image, link->to, link->size);
    case FFI_LINK_COPY:
        return ffi_window_holds(link->to, link->size);
    case FFI_LINK_ADDRESS:
        return link->from <= ffi_window_size() && ffi_place_holds(image, link->to, 8);
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
        || (call->flags & ~(uint32_t)(CALL_FLAGS | FFI_LIST_XMM0 | FFI_LIST_ALWAYS)) != 0
        || call->convention > FFI_MICROSOFT_X64 || (call->convention == FFI_MICROSOFT_X64 && call->stack_words < SHADOW_WORDS)
        || call->stack_words > MAX_STACK_WORDS || !ffi_is_stack_alignment(call->stack_alignment)
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

static bool is_sound(const struct ffi_image *image)
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

/* The lists that were found sound last, by frame. The host counts a number up for a list of other form; the words of its calls are no part of that. */
static struct { uint32_t number, length, stack_words; } sound[FFI_FRAMES];

static uint32_t most_stack_words(const struct ffi_list *list)
{
    uint32_t most = 0;
    const struct ffi_list_call *call = (const struct ffi_list_call *)(list + 1);
    for (uint32_t i = 0; i < list->call_count; i++, call = (const struct ffi_list_call *)((const uint8_t *)call + call->size))
        most = call->stack_words > most ? call->stack_words : most;
    return most;
}

bool ffi_list_is_sound(const struct ffi_image *image, uint32_t depth, uint32_t *stack_words)
{
    const struct ffi_list *list = ffi_list_of(image);
    bool is_there = (const uint8_t *)(list + 1) <= (const uint8_t *)image + image->length;
    if (!is_there || list->number == 0 || list->number != sound[depth].number || image->length != sound[depth].length) {
        sound[depth].number = 0;
        if (!is_sound(image))
            return false;
        sound[depth].number = list->number;
        sound[depth].length = image->length;
        sound[depth].stack_words = most_stack_words(list);
    }
    *stack_words = sound[depth].stack_words;
    return true;
}
