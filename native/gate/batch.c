/* A batch: one image, many rows. The gate loops over them in one frame; between two rows it asks here, where the row's results are stored and the
   next row's arguments put in. The image is a copy of the worker's own: the host looks at the one in the lane while it waits. */
#include "gate.h"
#include "../guard/guard.h"
#include "../lane/lane.h"
#include "image_offsets.h"
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

struct batch_rows {
    struct ffi_rows gate;
    uint64_t first_row;
    struct ffi_image *image;
    const struct ffi_batch *batch;
    uint8_t *window;
};

static inline void store(uint8_t *at, uint64_t word)
{
    memcpy(at, &word, sizeof word);
}

static inline void note_row(const struct ffi_rows *rows)
{
    *rows->note = rows->row;
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
    uint64_t row = rows->gate.row - rows->first_row;
    for (uint32_t i = 0; i < rows->batch->column_count; i++) {
        const struct ffi_column *column = &columns[i];
        uint8_t *at = rows->window + column->offset + row * column->stride, *word = (uint8_t *)rows->image + column->place;
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
    uint64_t row = gate->row - rows->first_row;
    ffi_end_copy();      /* a copy of this process, which a row may have made by fork, stores no result and makes no further call */
    for (uint32_t i = 0; i < rows->batch->result_count; i++)
        memcpy(rows->window + results[i].offset + row * results[i].stride, (const uint8_t *)rows->image + results[i].place, results[i].size);
    if (++gate->row == gate->end || *gate->cancel == gate->number)
        return 0;
    note_row(gate);
    put_any(rows);
    return 1;
}

static bool is_word(const struct ffi_column *column)
{
    return column->size == 8 && column->kind != FFI_COLUMN_ADDRESS;
}

/* The loop keeps the first register of each kind row by row, the rest of the last row's at the end. */
static bool is_kept(const struct ffi_column *result)
{
    return result->place == offsetof(struct ffi_image, rax) || result->place == offsetof(struct ffi_image, xmm0);
}

/* What the gate's own loop can do. Its stack part is empty, so that only registers change from row to row. */
static bool are_words(const struct ffi_image *image, const struct ffi_batch *batch)
{
    const struct ffi_column *columns = (const struct ffi_column *)(batch + 1);
    if (image->convention != FFI_SYSTEM_V_X64 || image->flags != 0 || image->stack_words != 0 || image->stack_alignment != 16
        || batch->column_count < 1 || batch->column_count > 2 || batch->result_count > 1)
        return false;
    for (uint32_t i = 0; i < batch->column_count + batch->result_count; i++)
        if (!is_word(&columns[i]) || columns[i].stride != columns[0].stride)
            return false;
    return batch->result_count == 0 || is_kept(&columns[batch->column_count]);
}

static bool are_first_vectors(const struct ffi_batch *batch)
{
    const struct ffi_column *columns = (const struct ffi_column *)(batch + 1);
    if (batch->integer_registers > 2 || batch->vector_registers > 2)
        return false;
    for (uint32_t i = 0; i < batch->column_count; i++)
        if (columns[i].place != offsetof(struct ffi_image, vectors) + 16 * i)
            return false;
    return true;
}

static struct ffi_word word_of(const struct batch_rows *rows, const struct ffi_column *first, const struct ffi_column *column)
{
    return (struct ffi_word){ (uint64_t *)((uint8_t *)rows->image + column->place), column->offset - first->offset };
}

/* The second row is the loop's first. A column alone counts as two, which give the same word the same value; where there is no result, the column gets its own value back. */
static void prepare_words(struct batch_rows *rows)
{
    const struct ffi_column *columns = (const struct ffi_column *)(rows->batch + 1);
    rows->gate.next = NULL;
    rows->gate.at = rows->window + columns[0].offset + columns[0].stride;
    rows->gate.stride = columns[0].stride;
    rows->gate.vectors = are_first_vectors(rows->batch) ? rows->batch->column_count : 0;
    rows->gate.words[0] = word_of(rows, columns, columns);
    rows->gate.words[1] = word_of(rows, columns, &columns[rows->batch->column_count - 1]);
    rows->gate.result = rows->batch->result_count != 0 ? word_of(rows, columns, &columns[rows->batch->column_count]) : rows->gate.words[0];
}

/* The first row goes through the gate as every call does, so that what a function does to the machine shows; the others follow in its loop. */
static uint32_t run_rows(struct batch_rows *rows)
{
    note_row(&rows->gate);
    put_any(rows);
    ffi_call_gate *gate = rows->image->convention == FFI_SYSTEM_V_X64 ? ffi_gate_system_v_x64 : ffi_gate_microsoft_x64;
    uint32_t end = gate(rows->image, NULL);
    if (end == GATE_RETURNED && next_any(&rows->gate) != 0) {
        rows->gate.next = next_any;
        if (are_words(rows->image, rows->batch))
            prepare_words(rows);
        end = gate(rows->image, &rows->gate);
    }
    ffi_end_copy();
    return end;
}

static void run(struct ffi_image *image, uint32_t depth, struct ffi_recorder_frame *frame, uint8_t *window)
{
    ffi_lend_blocks(image);
    ffi_image_settle(image, window);
    ffi_guard_blocks(image, depth, window);
    uint64_t size = FFI_IMAGE_SIZE + 8ull * image->stack_words;
    struct ffi_image *own = __builtin_alloca_with_align(size, 8 * 64);
    memcpy(own, image, size);
    const struct ffi_batch *batch = ffi_batch_of(image);
    struct batch_rows rows = {
        .gate = { .row = batch->first_row, .end = batch->first_row + batch->rows, .note = &frame->row, .cancel = &ffi_control()->cancel, .number = batch->number },
        .first_row = batch->first_row, .image = own, .batch = batch, .window = window };
    ffi_enter_stage(frame, FFI_STAGE_NATIVE);
    uint32_t end = run_rows(&rows);
    ffi_gate_settle_outcome(own, end, window);
    own->rows_done = rows.gate.row - batch->first_row;
    memcpy(&image->outcome, &own->outcome, FFI_IMAGE_SIZE - offsetof(struct ffi_image, outcome));   /* but for the head of the reply */
    ffi_settle_blocks(image, depth, window);
}

void ffi_gate_batch(struct ffi_image *image, uint64_t room, uint32_t depth)
{
    struct ffi_recorder_frame *frame = &ffi_guard.recorder->frames[depth];
    image->rows_done = 0;
    *(volatile uint64_t *)&frame->row = FFI_NO_ROW;    /* not that of the batch before: the host looks at it when it sees this one's sequence */
    atomic_thread_fence(memory_order_release);
    ffi_gate_begin(image, depth);
    if (image->length <= room && ffi_image_is_sound(image) && ffi_batch_is_sound(image))
        run(image, depth, frame, ffi_guard.segment + FFI_WINDOW_OFFSET);
    else
        image->outcome = FFI_REFUSED;
    ffi_enter_stage(frame, FFI_STAGE_DONE);
}
