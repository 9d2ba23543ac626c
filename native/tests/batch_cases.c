/* Batches: one image, many rows. */
#include "harness.h"
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Columns lie in the slots of 1 MiB. */
#define LARGE_SLOT(n) (32u * 0x2000u + 8u * 0x11000u + (n) * 0x101000u)

static struct ffi_batch *batch_behind(struct ffi_image *image, uint64_t rows)
{
    struct ffi_batch *batch = (struct ffi_batch *)((uint8_t *)image + length_of(image));
    *batch = (struct ffi_batch){ .rows = rows, .first_row = 5000, .number = 7, .integer_registers = 6, .vector_registers = 8 };
    image->message = FFI_REQUEST_BATCH;
    return batch;
}

static void put_column(struct ffi_batch *batch, uint64_t offset, uint32_t size, uint32_t place, uint32_t kind)
{
    struct ffi_column *columns = (struct ffi_column *)(batch + 1);
    columns[batch->column_count++] = (struct ffi_column){ offset, size, size, place, kind };
}

static void put_result(struct ffi_batch *batch, uint64_t offset, uint32_t size, uint32_t place)
{
    struct ffi_column *columns = (struct ffi_column *)(batch + 1);
    columns[batch->column_count + batch->result_count++] = (struct ffi_column){ offset, size, size, place, FFI_COLUMN_BYTES };
}

static uint32_t run_batch(struct ffi_image *image, const struct ffi_batch *batch)
{
    const struct ffi_column *end = (const struct ffi_column *)(batch + 1) + batch->column_count + batch->result_count;
    image->length = (uint32_t)((const uint8_t *)end - (const uint8_t *)image);
    ffi_gate_batch(image, FFI_FRAME_CALLBACK, 0);
    return image->outcome;
}

#define INTEGER(n) ((uint32_t)offsetof(struct ffi_image, integers) + 8u * (n))
#define VECTOR(n) ((uint32_t)offsetof(struct ffi_image, vectors) + 16u * (n))
#define RAX ((uint32_t)offsetof(struct ffi_image, rax))
#define XMM0 ((uint32_t)offsetof(struct ffi_image, xmm0))

static void *at(uint64_t offset) { return window() + offset; }

static void cosines(void)
{
    double *angles = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(symbol_of("libm.so.6", "cos"));
    struct ffi_batch *batch = batch_behind(image, 1000);
    put_column(batch, LARGE_SLOT(0), 8, VECTOR(0), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(1), 8, XMM0);
    for (int i = 0; i < 1000; i++)
        angles[i] = 0.01 * i;
    results[1000] = 77;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT_EQUAL(1000, image->rows_done);
    EXPECT_EQUAL(5999, recorder()->frames[0].row);
    for (int i = 0; i < 1000; i++)
        EXPECT(results[i] == cos(0.01 * i));
    EXPECT(results[1000] == 77);
}

static void narrow_columns(void)
{
    int8_t *bytes = at(LARGE_SLOT(0));
    uint16_t *shorts = at(LARGE_SLOT(1));
    int64_t *results = at(LARGE_SLOT(2));
    struct ffi_image *image = image_for(fixture("add_two"));
    struct ffi_batch *batch = batch_behind(image, 3);
    put_column(batch, LARGE_SLOT(0), 1, INTEGER(0), FFI_COLUMN_SIGNED);
    put_column(batch, LARGE_SLOT(1), 2, INTEGER(1), FFI_COLUMN_UNSIGNED);
    put_result(batch, LARGE_SLOT(2), 8, RAX);
    memcpy(bytes, (int8_t[]){ -128, 127, -1 }, 3);
    memcpy(shorts, (uint16_t[]){ 65535, 0, 1 }, 6);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == 65535 - 128 && results[1] == 127 && results[2] == 0);
}

static void addresses_and_constants(void)
{
    int *values = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(fixture("read_at"));
    struct ffi_batch *batch = batch_behind(image, 4);
    put_column(batch, LARGE_SLOT(0), 4, INTEGER(0), FFI_COLUMN_ADDRESS);
    put_result(batch, LARGE_SLOT(1), 4, RAX);
    memcpy(values, (int[]){ 3, 1, 4, 1 }, 16);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(memcmp(values, results, 16) == 0);
}

static void stack_columns(void)
{
    int64_t *last = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(fixture("weigh_64"));
    int64_t others = 0;
    for (int i = 0; i < 64; i++) {
        if (i < 6)
            image->integers[i] = (uint64_t)i;
        else
            put_word(image, (uint64_t)i);
        others += i == 63 ? 0 : (int64_t)i * (i + 1);
    }
    struct ffi_batch *batch = batch_behind(image, 2);
    put_column(batch, LARGE_SLOT(0), 8, FFI_IMAGE_SIZE + 8 * 57, FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(1), 8, RAX);
    last[0] = 1000;
    last[1] = -1000;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == others + 64000 && results[1] == others - 64000);
}

/* Each row starts with the errno that the image says, and its own can be kept. */
static void errno_of_each_row(void)
{
    int *values = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(fixture("set_errno"));
    struct ffi_batch *batch = batch_behind(image, 3);
    put_column(batch, LARGE_SLOT(0), 4, INTEGER(0), FFI_COLUMN_SIGNED);
    put_result(batch, LARGE_SLOT(1), 4, (uint32_t)offsetof(struct ffi_image, errno_after));
    memcpy(values, (int[]){ 5, 0, 22 }, 12);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(memcmp(values, results, 12) == 0);
    image = image_for(fixture("get_errno"));
    image->errno_before = 9;
    batch = batch_behind(image, 3);
    put_result(batch, LARGE_SLOT(1), 4, RAX);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == 9 && results[2] == 9);
}

static void cancelled(void)
{
    struct ffi_control *control = (struct ffi_control *)(window() - FFI_WINDOW_OFFSET + FFI_CONTROL_OFFSET);
    struct ffi_image *image = image_for(fixture("return_minus_one"));
    struct ffi_batch *batch = batch_behind(image, 1000);
    control->cancel = 7;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT_EQUAL(1, image->rows_done);
    batch->number++;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT_EQUAL(1000, image->rows_done);
}

static void changed_modes(void)
{
    struct ffi_image *image = image_for(fixture("leave_direction_flag"));
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch_behind(image, 10)));
    EXPECT_EQUAL(FFI_MODES_CHANGED, image->mxcsr_changed);
    image = image_for(fixture("leave_long_double"));
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch_behind(image, 9)));
    EXPECT_EQUAL(FFI_X87_UNBALANCED, image->mxcsr_changed);
}

static void refused(void)
{
    static const struct { uint64_t rows; struct ffi_column argument, result; uint32_t fetch; } wrong[] = {
        { 0, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 1ull << 40, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 131073, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, INTEGER(6), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, FFI_IMAGE_SIZE, 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 3, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 4, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 16, 16, INTEGER(0), 2 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, INTEGER(0), 4 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, 248, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, FFI_IMAGE_SIZE - 4, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { ~0ull, 8, 8, RAX, 2 }, 0 },
        { 2, { LARGE_SLOT(0), 8, 8, INTEGER(0), 0 }, { LARGE_SLOT(1), 8, 8, RAX, 2 }, FFI_FETCH_TEXT8 },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct ffi_image *image = image_for(fixture("add_two"));
        struct ffi_batch *batch = batch_behind(image, wrong[i].rows);
        image->fetch_kind = (uint16_t)wrong[i].fetch;
        batch->column_count = batch->result_count = 1;
        ((struct ffi_column *)(batch + 1))[0] = wrong[i].argument;
        ((struct ffi_column *)(batch + 1))[1] = wrong[i].result;
        EXPECT_EQUAL(FFI_REFUSED, run_batch(image, batch));
    }
    struct ffi_image *image = image_for(fixture("add_two"));
    struct ffi_batch *batch = batch_behind(image, 1);
    put_column(batch, LARGE_SLOT(0), 8, INTEGER(0), 0);
    image->length = (uint32_t)length_of(image) + sizeof *batch + sizeof(struct ffi_column) - 1;
    ffi_gate_batch(image, FFI_FRAME_CALLBACK, 0);
    EXPECT_EQUAL(FFI_REFUSED, image->outcome);
}

/* A row of its own for each pointer, of which the sixth is bad. */
static void bad_row(void)
{
    static int good = 42;
    const int **pointers = at(LARGE_SLOT(0));
    struct ffi_image *image = image_for(fixture("read_at"));
    struct ffi_batch *batch = batch_behind(image, 10);
    put_column(batch, LARGE_SLOT(0), 8, INTEGER(0), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(1), 4, RAX);
    for (int i = 0; i < 10; i++)
        pointers[i] = i == 5 ? NULL : &good;
    run_batch(image, batch);
}
static void verify_bad_row(const struct run *run)
{
    int results[10];
    memcpy(results, run->segment + FFI_WINDOW_OFFSET + LARGE_SLOT(1), sizeof results);
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(5005, run->recorder->frames[0].row);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->recorder->frames[0].stage);
    EXPECT(results[4] == 42 && results[5] == 0 && results[6] == 0);
}

static void thrown(void)
{
    int *values = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(symbol_of(THROWING, "throw_if_negative"));
    struct ffi_batch *batch = batch_behind(image, 4);
    image->fetch_limit = 100;
    put_column(batch, LARGE_SLOT(0), 4, INTEGER(0), FFI_COLUMN_SIGNED);
    put_result(batch, LARGE_SLOT(1), 4, RAX);
    memcpy(values, (int[]){ 1, 2, -3, 4 }, 16);
    EXPECT_EQUAL(FFI_THREW, run_batch(image, batch));
    EXPECT_EQUAL(2, image->rows_done);
    EXPECT(results[0] == 1 && results[1] == 2 && results[2] == 0);
    EXPECT(memcmp(at(FETCH_OFFSET), "int", 3) == 0);
    values[0] = -1;
    EXPECT_EQUAL(FFI_THREW, run_batch(image, batch));
    EXPECT_EQUAL(0, image->rows_done);
}

/* Not a test: prints what a row takes. */
#define ROWS 16384
static double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}
static void measure(void)
{
    double *angles = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1)), direct = 1e9, gate = 1e9, rows = 1e9;
    double (*volatile function)(double) = (double (*)(double))(uintptr_t)symbol_of("libm.so.6", "cos");
    struct ffi_image *image = image_for((void *)(uintptr_t)function);
    struct ffi_batch *batch = batch_behind(image, ROWS);
    batch->integer_registers = 0, batch->vector_registers = 1;
    put_column(batch, LARGE_SLOT(0), 8, VECTOR(0), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(1), 8, XMM0);
    for (int i = 0; i < ROWS; i++)
        angles[i] = 0.0001 * i;
    for (int round = 0; round < 200; round++) {
        double start = nanoseconds();
        for (int i = 0; i < ROWS; i++)
            results[i] = function(angles[i]);
        double first = nanoseconds();
        run_batch(image, batch);
        double second = nanoseconds();
        for (int i = 0; i < ROWS; i++) {
            memcpy(image->vectors[0], &angles[i], 8);
            ffi_gate_system_v_x64(image, NULL);
            memcpy(&results[i], image->xmm0, 8);
        }
        double third = nanoseconds();
        direct = fmin(direct, first - start);
        rows = fmin(rows, second - first);
        gate = fmin(gate, third - second);
    }
    fprintf(stderr, "cos: by a pointer %.1f ns, by the gate %.1f ns, as a row of a batch %.1f ns\n", direct / ROWS, gate / ROWS, rows / ROWS);
}
/* Six integers and eight vectors, of which a column gives the last: with few registers it would not arrive. */
static void all_registers(void)
{
    double *last = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(fixture("weigh_14"));
    for (int i = 0; i < 6; i++)
        image->integers[i] = (uint64_t)i + 1;
    for (int i = 0; i < 7; i++)
        put_double(image, i, i + 0.5);
    struct ffi_batch *batch = batch_behind(image, 3);
    put_column(batch, LARGE_SLOT(0), 8, VECTOR(7), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(1), 8, XMM0);
    double others = 0;
    for (int i = 0; i < 6; i++)
        others += (i + 1) * (i + 1);
    for (int i = 0; i < 7; i++)
        others += (i + 7) * (i + 0.5);
    last[0] = 1, last[1] = 10, last[2] = 100;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == others + 14 && results[1] == others + 140 && results[2] == others + 1400);
}

/* Two words, and nothing that comes back: the columns stay as they are. */
static void words_without_results(void)
{
    int64_t *first = at(LARGE_SLOT(0)), *second = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(fixture("add_two"));
    struct ffi_batch *batch = batch_behind(image, 3);
    batch->integer_registers = 2, batch->vector_registers = 0;
    put_column(batch, LARGE_SLOT(0), 8, INTEGER(0), FFI_COLUMN_BYTES);
    put_column(batch, LARGE_SLOT(1), 8, INTEGER(1), FFI_COLUMN_BYTES);
    for (int i = 0; i < 4; i++)
        first[i] = i + 1, second[i] = 10 * (i + 1);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT_EQUAL(3, image->rows_done);
    EXPECT_EQUAL(33, image->rax);
    for (int i = 0; i < 4; i++)
        EXPECT(first[i] == i + 1 && second[i] == 10 * (i + 1));
}

/* Two columns that are the first two vector registers, beside integers that stay. */
static void first_vectors(void)
{
    double *first = at(LARGE_SLOT(0)), *second = at(LARGE_SLOT(1)), *results = at(LARGE_SLOT(2));
    struct ffi_image *image = image_for(symbol_of("libm.so.6", "pow"));
    struct ffi_batch *batch = batch_behind(image, 4);
    batch->integer_registers = 0, batch->vector_registers = 2;
    put_column(batch, LARGE_SLOT(0), 8, VECTOR(0), FFI_COLUMN_BYTES);
    put_column(batch, LARGE_SLOT(1), 8, VECTOR(1), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(2), 8, XMM0);
    for (int i = 0; i < 4; i++)
        first[i] = i + 2, second[i] = i + 1;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == 2 && results[1] == 9 && results[2] == 64 && results[3] == 625);
    EXPECT(double_in(image->xmm0) == 625);

    /* One column, and a constant behind it. */
    image = image_for(symbol_of("libm.so.6", "ldexp"));
    image->integers[0] = 3;
    batch = batch_behind(image, 4);
    batch->integer_registers = 1, batch->vector_registers = 1;
    put_column(batch, LARGE_SLOT(0), 8, VECTOR(0), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(2), 8, XMM0);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == 16 && results[3] == 40);

    /* A constant first. */
    image = image_for(symbol_of("libm.so.6", "pow"));
    put_double(image, 0, 10);
    batch = batch_behind(image, 3);
    batch->integer_registers = 0, batch->vector_registers = 2;
    put_column(batch, LARGE_SLOT(1), 8, VECTOR(1), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(2), 8, XMM0);
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT(results[0] == 10 && results[2] == 1000);
}

/* The loop's own rows throw, crash and are cancelled as the first does. */
static void thrown_in_the_loop(void)
{
    int64_t *values = at(LARGE_SLOT(0)), *results = at(LARGE_SLOT(1));
    struct ffi_image *image = image_for(symbol_of(THROWING, "throw_if_negative"));
    struct ffi_batch *batch = batch_behind(image, 5);
    image->fetch_limit = 100;
    batch->integer_registers = 1, batch->vector_registers = 0;
    put_column(batch, LARGE_SLOT(0), 8, INTEGER(0), FFI_COLUMN_BYTES);
    put_result(batch, LARGE_SLOT(1), 8, RAX);
    memcpy(values, (int64_t[]){ 1, 2, 3, -4, 5 }, 40);
    results[3] = 77;
    EXPECT_EQUAL(FFI_THREW, run_batch(image, batch));
    EXPECT_EQUAL(3, image->rows_done);
    EXPECT_EQUAL(5003, recorder()->frames[0].row);
    EXPECT((int)results[0] == 1 && (int)results[2] == 3 && results[3] == 77);
    EXPECT(memcmp(at(FETCH_OFFSET), "int", 3) == 0);
    values[3] = 4;
    EXPECT_EQUAL(FFI_RETURNED, run_batch(image, batch));
    EXPECT_EQUAL(5, image->rows_done);
}

static void verify_measure(const struct run *run) { dprintf(1, "%s", run->error_text); }

const struct test batch_tests[] = {
    { "a batch calls for each row", cosines, NULL, 0 },
    { "narrow columns are extended to the word", narrow_columns, NULL, 0 },
    { "a column can give the address of each row", addresses_and_constants, NULL, 0 },
    { "a column can lie on the stack, between constants", stack_columns, NULL, 0 },
    { "each row has an errno of its own", errno_of_each_row, NULL, 0 },
    { "a batch stops after the row in which it is cancelled, and the next one does not", cancelled, NULL, 0 },
    { "what the rows of a batch leave in the machine is reported and restored", changed_modes, NULL, 0 },
    { "batches that are none are refused", refused, NULL, 0 },
    { "a crash in a row leaves its number and the results before it", bad_row, verify_bad_row, 0 },
    { "an exception ends a batch at its row", thrown, NULL, 0 },
    { "rows of words get every register that holds an argument", all_registers, NULL, 0 },
    { "rows of doubles go from their columns into the registers", first_vectors, NULL, 0 },
    { "rows of words without results leave their columns alone", words_without_results, NULL, 0 },
    { "an exception in the loop of words ends it at its row", thrown_in_the_loop, NULL, 0 },
    { "measure batch", measure, verify_measure, 0 },
    { NULL, NULL, NULL, 0 }
};
