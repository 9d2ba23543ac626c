/* A batch: one image, many rows. The gate loops over them in one frame; between two rows it asks here, where the row's results are stored and the
   next row's arguments put in. The image is a copy of the worker's own: the host looks at the one in the lane while it waits. */
#include "gate.h"
#include "../guard/guard.h"
#include "../lane/lane.h"
#include "image_offsets.h"
#include <stddef.h>
#include <string.h>

/* A column of whole words, which is what most are. Without a column, a word that stays where it is. */
struct word_column {
    const uint8_t *at;          /* the next row's */
    uint64_t step;
    uint8_t *word;              /* where it goes */
};

struct batch_rows {
    struct ffi_rows gate;
    uint64_t row, rows, first_row;
    struct ffi_recorder_frame *frame;
    const uint32_t *cancel;
    uint32_t number;            /* what the host writes there */
    struct word_column words[2];
    const uint8_t *result;
    uint8_t *result_at;
    uint64_t result_step;
    struct ffi_image *image;
    const struct ffi_batch *batch;
    uint8_t *window;
};

static inline uint64_t load(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline void store(uint8_t *at, uint64_t word)
{
    memcpy(at, &word, sizeof word);
}

/* A copy of this process, which a row may have made by fork, stores no result and makes no further call. */
static inline void end_copy(void)
{
    if (__builtin_expect(ffi_is_copy, 0))
        ffi_end_copy();
}

static inline bool is_last(struct batch_rows *rows)
{
    uint64_t row = ++rows->row;
    return row == rows->rows || *(const volatile uint32_t *)rows->cancel == rows->number;
}

static inline void note_row(struct batch_rows *rows)
{
    *(volatile uint64_t *)&rows->frame->row = rows->first_row + rows->row;
}

static inline void put_word(struct word_column *column)
{
    const uint8_t *at = column->at;
    store(column->word, load(at));
    column->at = at + column->step;
}

static void put_words(struct batch_rows *rows)
{
    put_word(&rows->words[0]);
    put_word(&rows->words[1]);
}

static inline __attribute__((always_inline)) uint64_t next_of_words(struct batch_rows *rows, bool has_second)
{
    end_copy();
    uint8_t *result_at = rows->result_at;
    store(result_at, load(rows->result));
    rows->result_at = result_at + rows->result_step;
    if (is_last(rows))
        return 0;
    note_row(rows);
    put_word(&rows->words[0]);
    if (has_second)
        put_word(&rows->words[1]);
    return 1;
}

/* One column of words, or two, and one result of a word. */
static uint64_t next_word(struct ffi_rows *gate)
{
    return next_of_words((struct batch_rows *)gate, false);
}

static uint64_t next_words(struct ffi_rows *gate)
{
    return next_of_words((struct batch_rows *)gate, true);
}

static uint64_t extended(const uint8_t *at, const struct ffi_column *column)
{
    uint64_t word = 0;
    memcpy(&word, at, column->size);
    uint32_t unused = 64 - 8 * column->size;
    return column->kind == FFI_COLUMN_SIGNED ? (uint64_t)((int64_t)(word << unused) >> unused) : word;
}

static void put_any(struct batch_rows *rows)
{
    const struct ffi_column *columns = (const struct ffi_column *)(rows->batch + 1);
    for (uint32_t i = 0; i < rows->batch->column_count; i++) {
        const struct ffi_column *column = &columns[i];
        uint8_t *at = rows->window + column->offset + rows->row * column->stride, *word = (uint8_t *)rows->image + column->place;
        switch (column->kind) {
        case FFI_COLUMN_BYTES:
            memcpy(word, at, column->size);
            break;
        case FFI_COLUMN_ADDRESS:
            store(word, (uint64_t)(uintptr_t)at);
            break;
        default:
            store(word, extended(at, column));
            break;
        }
    }
}

static uint64_t next_any(struct ffi_rows *gate)
{
    struct batch_rows *rows = (struct batch_rows *)gate;
    const struct ffi_column *results = (const struct ffi_column *)(rows->batch + 1) + rows->batch->column_count;
    end_copy();
    for (uint32_t i = 0; i < rows->batch->result_count; i++)
        memcpy(rows->window + results[i].offset + rows->row * results[i].stride, (const uint8_t *)rows->image + results[i].place, results[i].size);
    if (is_last(rows))
        return 0;
    note_row(rows);
    put_any(rows);
    return 1;
}

static bool is_word(const struct ffi_column *column)
{
    return column->size == 8 && column->kind != FFI_COLUMN_ADDRESS;
}

static bool are_words(const struct ffi_batch *batch)
{
    const struct ffi_column *columns = (const struct ffi_column *)(batch + 1);
    if (batch->column_count > 2 || batch->result_count > 1)
        return false;
    for (uint32_t i = 0; i < batch->column_count + batch->result_count; i++)
        if (!is_word(&columns[i]))
            return false;
    return true;
}

/* What is not there reads and writes a word that nobody looks at. */
static void prepare_words(struct batch_rows *rows, uint8_t *nowhere)
{
    const struct ffi_column *columns = (const struct ffi_column *)(rows->batch + 1);
    for (uint32_t i = 0; i < 2; i++)
        rows->words[i] = i < rows->batch->column_count
            ? (struct word_column){ rows->window + columns[i].offset, columns[i].stride, (uint8_t *)rows->image + columns[i].place }
            : (struct word_column){ nowhere, 0, nowhere };
    const struct ffi_column *result = &columns[rows->batch->column_count];
    bool has_result = rows->batch->result_count != 0;
    rows->result = has_result ? (const uint8_t *)rows->image + result->place : nowhere;
    rows->result_at = has_result ? rows->window + result->offset : nowhere;
    rows->result_step = has_result ? result->stride : 0;
}

/* The first row goes through the gate as every call does, so that what a function does to the machine shows; the others follow in its loop. */
static uint32_t run_rows(struct batch_rows *rows)
{
    uint64_t nowhere;
    note_row(rows);
    if (are_words(rows->batch)) {
        rows->gate.next = rows->batch->column_count == 2 ? next_words : next_word;
        prepare_words(rows, (uint8_t *)&nowhere);
        put_words(rows);
    } else {
        rows->gate.next = next_any;
        put_any(rows);
    }
    ffi_call_gate *gate = rows->image->convention == FFI_SYSTEM_V_X64 ? ffi_gate_system_v_x64 : ffi_gate_microsoft_x64;
    uint32_t end = gate(rows->image, NULL);
    if (end == GATE_RETURNED && rows->gate.next(&rows->gate) != 0)
        end = gate(rows->image, &rows->gate);
    ffi_end_copy();
    return end;
}

static void run(struct ffi_image *image, struct ffi_recorder_frame *frame, uint8_t *window)
{
    ffi_image_settle(image, window);
    uint64_t size = FFI_IMAGE_SIZE + 8ull * image->stack_words;
    struct ffi_image *own = __builtin_alloca_with_align(size, 8 * 64);
    memcpy(own, image, size);
    const struct ffi_batch *batch = ffi_batch_of(image);
    struct batch_rows rows = { .rows = batch->rows, .first_row = batch->first_row, .frame = frame, .cancel = &ffi_control()->cancel,
        .number = batch->number, .image = own, .batch = batch, .window = window };
    ffi_enter_stage(frame, FFI_STAGE_NATIVE);
    uint32_t end = run_rows(&rows);
    ffi_gate_settle_outcome(own, end, window);
    own->rows_done = rows.row;
    memcpy(&image->outcome, &own->outcome, FFI_IMAGE_SIZE - offsetof(struct ffi_image, outcome));   /* but for the head of the reply */
}

void ffi_gate_batch(struct ffi_image *image, uint64_t room, uint32_t depth)
{
    struct ffi_recorder_frame *frame = &ffi_guard.recorder->frames[depth];
    image->rows_done = 0;
    ffi_gate_begin(image, depth);
    if (image->length <= room && ffi_image_is_sound(image) && ffi_batch_is_sound(image))
        run(image, frame, ffi_guard.segment + FFI_WINDOW_OFFSET);
    else
        image->outcome = FFI_REFUSED;
    ffi_enter_stage(frame, FFI_STAGE_DONE);
}
