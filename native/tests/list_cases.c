/* Call lists: different functions one after the other, linked to one another. */
#include "harness.h"
#include <errno.h>
#include <fenv.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Results lie in the first slot of 1 MiB, registers behind the first 64 of them, data in the second. */
#define LARGE_SLOT(n) (32u * 0x2000u + 8u * 0x11000u + (n) * 0x101000u)
#define RESULTS LARGE_SLOT(0)
#define DATA LARGE_SLOT(1)
#define REGISTERS(n) (4096u + 96u * (n))
#define INTEGER(n) ((uint32_t)offsetof(struct ffi_image, integers) + 8u * (n))
#define VECTOR(n) ((uint32_t)offsetof(struct ffi_image, vectors) + 16u * (n))
#define VALUE_OF(call) (RESULTS + 16u * (call))

static struct ffi_image *image;
static struct ffi_list *list;
static uint8_t *end;                      /* of what is written */
static struct ffi_list_call *last;        /* the call that is being written */

static void *at(uint64_t offset) { return window() + offset; }
static const struct ffi_list_result *result(uint32_t index) { return (const struct ffi_list_result *)at(RESULTS) + index; }
static const struct ffi_list_registers *registers(uint32_t index) { return (const struct ffi_list_registers *)((uint8_t *)at(RESULTS) + REGISTERS(index)); }

static void begin(uint32_t flags)
{
    image = image_for(NULL);
    image->message = FFI_REQUEST_LIST;
    list = (struct ffi_list *)((uint8_t *)image + length_of(image));
    *list = (struct ffi_list){ .flags = flags, .results = RESULTS, .results_length = 4096 + 96 * 8, .text_limit = 512 };
    end = (uint8_t *)(list + 1);
    memset(at(RESULTS), 0, (size_t)list->results_length);     /* as the block that a host has there is */
}

static void append(const void *bytes, size_t length)
{
    memcpy(end, bytes, length);
    end += length;
    last->size += (uint32_t)length;
}

/* In this order: registers, then links. */
static struct ffi_list_call *add(void *target)
{
    last = (struct ffi_list_call *)end;
    *last = (struct ffi_list_call){ .target = (uint64_t)(uintptr_t)target, .stack_alignment = 16 };
    list->call_count++;
    end += sizeof *last;
    last->size = sizeof *last;
    return last;
}

static void put_integer(uint64_t value) { append(&value, 8); last->integer_count++; }
static void put_vector(double value) { append(&value, 8); last->vector_count++; }
static void put_link(uint64_t from, uint64_t to, uint32_t size, uint32_t call, uint32_t kind, uint32_t range)
{
    const struct ffi_link link = { from, to, size, (uint16_t)call, (uint8_t)kind, (uint8_t)range };
    append(&link, sizeof link);
    last->link_count++;
}

static uint32_t run(void)
{
    image->length = (uint32_t)(end - (uint8_t *)image);
    ffi_gate_list(image, FFI_FRAME_CALLBACK, 0);
    return image->outcome;
}

static void cosines(void)
{
    for (uint32_t flags = 0; flags <= FFI_LIST_CHECK_EACH; flags++) {
        begin(flags);
        for (int i = 0; i < 50; i++) {
            add(symbol_of("libm.so.6", "cos"))->flags = FFI_LIST_XMM0;
            put_vector(0.01 * i);
        }
        EXPECT_EQUAL(FFI_RETURNED, run());
        EXPECT_EQUAL(50, image->rows_done);
        EXPECT_EQUAL(49, recorder()->frames[0].row);
        EXPECT_EQUAL(image->sequence, recorder()->frames[0].sequence);
        EXPECT_EQUAL(FFI_STAGE_DONE, recorder()->frames[0].stage);
        for (uint32_t i = 0; i < 50; i++) {
            double value;
            memcpy(&value, &result(i)->value, 8);
            EXPECT(value == cos(0.01 * i));
            EXPECT_EQUAL(FFI_CALL_COMPLETED, result(i)->state);
        }
        EXPECT_EQUAL(FFI_CALL_NOT_RUN, result(50)->state);
    }
}

/* Registers of one call are tell-tales for the next one that does not say them. */
static void registers_between_calls(void)
{
    begin(0);
    add(fixture("seventh"));
    for (int i = 0; i < 6; i++)
        put_integer(7);
    last->stack_words = 1;
    append(&(uint64_t){ 70 }, 8);
    add(fixture("identity"));
    add(symbol_of("libm.so.6", "cos"))->flags = FFI_LIST_XMM0;
    put_vector(0);
    add(fixture("twice_float"))->flags = FFI_LIST_XMM0;
    EXPECT_EQUAL(FFI_RETURNED, run());
    EXPECT_EQUAL(70, result(0)->value);
    EXPECT_EQUAL(FFI_TELL_TALE(0), result(1)->value);
    EXPECT_EQUAL(0x3FF0000000000000, result(2)->value);
    EXPECT_EQUAL((uint32_t)FFI_TELL_TALE_VECTOR(0) | 0x00400000u, result(3)->value & UINT32_MAX);    /* computed with: quiet */
}

static void links_of_integers(void)
{
    static const struct { uint64_t value; uint32_t size, kind, range; bool fits; uint64_t word; } cases[] = {
        { 0xFFFFFFFFFFFFFF80, 1, FFI_LINK_SIGNED, 64 | FFI_RANGE_SIGNED, true, 0xFFFFFFFFFFFFFF80 },
        { 0x12345680, 1, FFI_LINK_UNSIGNED, 64, true, 0x80 },
        { 0xFFFF, 2, FFI_LINK_SIGNED, 32 | FFI_RANGE_SIGNED, true, UINT64_MAX },
        { 0x80000000, 4, FFI_LINK_UNSIGNED, 32 | FFI_RANGE_SIGNED, false, 0 },
        { 0x7FFFFFFF, 4, FFI_LINK_UNSIGNED, 32 | FFI_RANGE_SIGNED, true, 0x7FFFFFFF },
        { 0x80000000, 4, FFI_LINK_SIGNED, 64, false, 0 },
        { 0xFFFFFFFF, 4, FFI_LINK_SIGNED, 32, false, 0 },
        { UINT64_MAX, 8, FFI_LINK_SIGNED, 8 | FFI_RANGE_SIGNED, true, UINT64_MAX },
        { (uint64_t)-129, 8, FFI_LINK_SIGNED, 8 | FFI_RANGE_SIGNED, false, 0 },
        { (uint64_t)INT64_MIN, 8, FFI_LINK_SIGNED, 64 | FFI_RANGE_SIGNED, true, (uint64_t)INT64_MIN },
        { UINT64_MAX, 8, FFI_LINK_UNSIGNED, 64, true, UINT64_MAX },
        { UINT64_MAX, 8, FFI_LINK_UNSIGNED, 64 | FFI_RANGE_SIGNED, false, 0 },
        { 256, 8, FFI_LINK_UNSIGNED, 8, false, 0 },
        { 255, 8, FFI_LINK_UNSIGNED, 8, true, 255 },
        { 1, 4, FFI_LINK_SIGNED, 1, true, 1 },
        { 2, 4, FFI_LINK_SIGNED, 1, false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(0);
        add(fixture("identity"));
        put_integer(cases[i].value);
        add(fixture("identity"));
        put_integer(77);
        put_link(VALUE_OF(0), INTEGER(0), cases[i].size, 0, cases[i].kind, cases[i].range);
        add(fixture("identity"));
        put_integer(1);
        EXPECT_EQUAL(FFI_RETURNED, run());
        EXPECT_EQUAL(cases[i].fits ? FFI_CALL_COMPLETED : FFI_CALL_UNFIT, result(1)->state);
        EXPECT_EQUAL(cases[i].word, result(1)->value);
        EXPECT_EQUAL(cases[i].fits ? FFI_CALL_COMPLETED : FFI_CALL_NOT_RUN, result(2)->state);
        EXPECT_EQUAL(cases[i].fits ? 3 : 1, image->rows_done);
    }
}

static void links_of_bytes(void)
{
    begin(0);
    add(fixture("add_long_double"))->flags = FFI_IMAGE_POP_ST0;       /* 1.5 + 2 by st0 into words of the stack */
    last->registers = REGISTERS(0);
    last->stack_words = 4;
    append(&(long double[]){ 1.5L, 2 }, 32);
    add(fixture("add_long_double"))->flags = FFI_IMAGE_POP_ST0;
    last->registers = REGISTERS(1);
    last->stack_words = 4;
    append(&(long double[]){ 0, 100 }, 32);
    put_link(RESULTS + REGISTERS(0) + offsetof(struct ffi_list_registers, st0), FFI_IMAGE_SIZE, 10, 0, FFI_LINK_BYTES, 0);
    add(fixture("swap_doubles"));                                     /* two vector registers, by xmm0 and xmm1 */
    last->registers = REGISTERS(2);
    put_vector(1);
    put_vector(2);
    add(fixture("swap_doubles"));
    last->registers = REGISTERS(3);
    put_vector(0);
    put_vector(0);
    put_link(RESULTS + REGISTERS(2) + offsetof(struct ffi_list_registers, xmm0), VECTOR(0), 8, 2, FFI_LINK_BYTES, 0);
    put_link(RESULTS + REGISTERS(2) + offsetof(struct ffi_list_registers, xmm1), VECTOR(1), 8, 2, FFI_LINK_BYTES, 0);
    EXPECT_EQUAL(FFI_RETURNED, run());
    long double sum = 0;
    memcpy(&sum, registers(1)->st0, 10);
    EXPECT(sum == 103.5L);
    EXPECT(double_in(registers(2)->xmm0) == 2 && double_in(registers(3)->xmm0) == 1 && double_in(registers(3)->xmm1) == 2);
}

/* What a call writes into the window, the next one reads there. */
static void links_of_memory(void)
{
    begin(0);
    const struct ffi_list moved = *list;
    put_block(image, DATA, 64, FFI_BLOCK_OUT);
    list = (struct ffi_list *)((uint8_t *)image + length_of(image));
    *list = moved;
    end = (uint8_t *)(list + 1);
    memset(at(DATA), 0xEE, 64);
    add(fixture("write_at"));
    put_integer(0);
    put_link(DATA + 8, INTEGER(0), 8, 0, FFI_LINK_ADDRESS, 0);
    add(fixture("identity"));
    put_integer(0);
    put_link(DATA + 8, INTEGER(0), 2, 0, FFI_LINK_SIGNED, 64 | FFI_RANGE_SIGNED);
    add(fixture("read_at"));
    put_integer(0);
    put_link(DATA + 8, DATA + 32, 8, 0, FFI_LINK_COPY, 0);
    put_link(DATA + 32, INTEGER(0), 8, 0, FFI_LINK_ADDRESS, 0);
    EXPECT_EQUAL(FFI_RETURNED, run());
    EXPECT_EQUAL(1, result(1)->value);
    EXPECT_EQUAL(1, result(2)->value);
}

static void texts(void)
{
    begin(0);
    add(fixture("text8"))->fetch_kind = FFI_FETCH_TEXT8;
    last->registers = REGISTERS(0);
    add(fixture("no_text"))->fetch_kind = FFI_FETCH_TEXT8;
    last->registers = REGISTERS(1);
    add(fixture("text16"))->fetch_kind = FFI_FETCH_TEXT16;
    last->registers = REGISTERS(2);
    add(fixture("text8"))->fetch_kind = FFI_FETCH_TEXT8;
    last->registers = REGISTERS(3);
    list->text_limit = 26;
    EXPECT_EQUAL(FFI_RETURNED, run());
    EXPECT_EQUAL(26, image->fetch_length);
    EXPECT(registers(0)->text_offset == 0 && registers(0)->text_length == 11 && result(0)->fetch_status == FFI_FETCHED);
    EXPECT(registers(1)->text_length == 0 && result(1)->fetch_status == FFI_FETCH_SKIPPED);
    EXPECT(registers(2)->text_offset == 11 && registers(2)->text_length == 10 && result(2)->fetch_status == FFI_FETCHED);
    EXPECT(registers(3)->text_offset == 21 && registers(3)->text_length == 5 && result(3)->fetch_status == FFI_FETCH_CUT);
    EXPECT(memcmp(at(FETCH_OFFSET), "gr\xc3\xbc\xc3\x9f dich", 11) == 0 && memcmp(at(FETCH_OFFSET + 21), "gr\xc3\xbc", 4) == 0);
}

static void conditions(void)
{
    static const struct { uint64_t value, expected; uint32_t condition, shift; bool goes_on; } cases[] = {
        { 0xDEAD00000000, 0, FFI_CONDITION_EQUAL, 32, true },
        { 0xDEAD00000001, 0, FFI_CONDITION_EQUAL, 32, false },
        { 0xFFFFFFFF, (uint64_t)-1, FFI_CONDITION_NOT_EQUAL, 32, false },
        { 0, (uint64_t)-1, FFI_CONDITION_NOT_EQUAL, 32, true },
        { 0xFFFFFFFF, 0, FFI_CONDITION_AT_LEAST, 32, false },
        { 0xFFFFFFFF, 0, FFI_CONDITION_AT_LEAST_UNSIGNED, 32, true },
        { 5, 6, FFI_CONDITION_AT_LEAST_UNSIGNED, 0, false },
        { 6, 6, FFI_CONDITION_AT_LEAST, 0, true },
        { 0, 0, FFI_CONDITION_NOT_EQUAL, 0, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(0);
        add(fixture("identity"))->condition = (uint8_t)cases[i].condition;
        last->condition_shift = (uint8_t)cases[i].shift;
        last->expected = cases[i].expected;
        put_integer(cases[i].value);
        add(fixture("nothing"));
        EXPECT_EQUAL(FFI_RETURNED, run());
        EXPECT_EQUAL(cases[i].goes_on ? FFI_CALL_COMPLETED : FFI_CALL_STOPPED, result(0)->state);
        EXPECT_EQUAL(cases[i].goes_on ? FFI_CALL_COMPLETED : FFI_CALL_NOT_RUN, result(1)->state);
        EXPECT_EQUAL(cases[i].value, result(0)->value);
    }
}

/* Calls that give back what was taken run all the same, but for those of what was never had. */
static void calls_that_always_run(void)
{
    begin(0);
    add(fixture("identity"));
    put_integer(5);
    add(fixture("return_minus_one"))->condition = FFI_CONDITION_EQUAL;
    add(fixture("identity"));
    put_integer(1);
    add(fixture("identity"))->flags = FFI_LIST_ALWAYS;
    put_integer(0);
    put_link(VALUE_OF(2), INTEGER(0), 8, 2, FFI_LINK_UNSIGNED, 64);
    add(fixture("identity"))->flags = FFI_LIST_ALWAYS;
    last->condition = FFI_CONDITION_EQUAL;
    put_integer(0);
    put_link(VALUE_OF(0), INTEGER(0), 8, 0, FFI_LINK_UNSIGNED, 64);
    add(symbol_of(THROWING, "throw_int"))->flags = FFI_LIST_ALWAYS;
    add(fixture("identity"))->flags = FFI_LIST_ALWAYS;
    put_integer(9);
    EXPECT_EQUAL(FFI_THREW, run());
    static const uint8_t states[] = { FFI_CALL_COMPLETED, FFI_CALL_STOPPED, FFI_CALL_NOT_RUN, FFI_CALL_NOT_RUN, FFI_CALL_COMPLETED, FFI_CALL_THREW, FFI_CALL_COMPLETED };
    for (uint32_t i = 0; i < sizeof states; i++)
        EXPECT_EQUAL(states[i], result(i)->state);
    EXPECT_EQUAL(5, result(4)->value);
    EXPECT_EQUAL(9, result(6)->value);
    EXPECT_EQUAL(5, image->rows_done);
}

static void thrown(void)
{
    begin(0);
    add(fixture("text8"))->fetch_kind = FFI_FETCH_TEXT8;
    last->registers = REGISTERS(0);
    add(symbol_of(THROWING, "throw_int"));
    add(fixture("nothing"));
    EXPECT_EQUAL(FFI_THREW, run());
    EXPECT_EQUAL(FFI_CALL_THREW, result(1)->state);
    EXPECT_EQUAL(FFI_CALL_NOT_RUN, result(2)->state);
    EXPECT_EQUAL(11 | 3ull << 32, result(1)->value);
    EXPECT_EQUAL(14, image->fetch_length);
    EXPECT(memcmp(at(FETCH_OFFSET + 11), "int", 3) == 0);
}

static void errno_of_each_call(void)
{
    begin(0);
    add(fixture("set_errno"));
    put_integer(EBADF);
    add(fixture("get_errno"));
    EXPECT_EQUAL(FFI_RETURNED, run());
    EXPECT_EQUAL(EBADF, result(0)->errno_after);
    EXPECT_EQUAL(0, result(1)->value);
}

/* Checked after each call, it is known which one it was, and the others find the machine as it should be; else it is put right at the end. */
static void changed_modes(void)
{
    for (uint32_t flags = 0; flags <= FFI_LIST_CHECK_EACH; flags++) {
        begin(flags);
        add(fixture("nothing"));
        add(fixture("round_upwards"));
        add(symbol_of("libm.so.6", "fegetround"));
        add(fixture("leave_long_double"));
        add(fixture("nothing"));
        EXPECT_EQUAL(FFI_RETURNED, run());
        EXPECT_EQUAL(FE_TONEAREST, fegetround());
        EXPECT_EQUAL(flags ? 0 : FFI_MODES_CHANGED | FFI_X87_UNBALANCED, image->mxcsr_changed);
        EXPECT_EQUAL(flags ? FFI_MODES_CHANGED : 0, result(1)->machine_changes);
        EXPECT_EQUAL(flags ? FE_TONEAREST : FE_UPWARD, result(2)->value & UINT32_MAX);
        EXPECT_EQUAL(flags ? FFI_X87_UNBALANCED : 0, result(3)->machine_changes);
        EXPECT_EQUAL(0, result(4)->machine_changes);
    }
}

/* A Microsoft callee between two System V ones: the gate is another, the list goes on. */
static void both_conventions(void)
{
    begin(0);
    add(fixture("identity"));
    put_integer(4);
    add(fixture("weigh_microsoft"));
    last->convention = FFI_MICROSOFT_X64;
    for (uint64_t i = 1; i <= 4; i++)
        put_integer(i);
    last->stack_words = 6;
    append(&(uint64_t[6]){ 0, 0, 0, 0, 5, 6 }, 48);
    put_link(VALUE_OF(0), INTEGER(0), 8, 0, FFI_LINK_UNSIGNED, 64);
    add(fixture("identity"));
    put_integer(0);
    put_link(VALUE_OF(1), INTEGER(0), 8, 1, FFI_LINK_UNSIGNED, 64);
    EXPECT_EQUAL(FFI_RETURNED, run());
    EXPECT_EQUAL(4 + 2 * 2 + 3 * 3 + 4 * 4 + 5 * 5 + 6 * 6, result(2)->value);
}

static void refused(void)
{
    for (int wrong = 0; wrong < 24; wrong++) {
        begin(0);
        add(fixture("identity"));
        put_integer(1);
        add(fixture("identity"));
        put_integer(1);
        put_link(VALUE_OF(0), INTEGER(0), 8, 0, FFI_LINK_UNSIGNED, 64);
        struct ffi_link *link = (struct ffi_link *)end - 1;
        struct ffi_list_call *call = last;
        switch (wrong) {
        case 0: break;
        case 1: list->call_count = 3; break;
        case 2: list->call_count = 0; break;
        case 3: list->results = ~7ull; break;
        case 4: list->results_length = 31; break;
        case 5: list->text_limit = 1025; break;
        case 6: call->size += 8; break;
        case 7: call->integer_count = 7; break;
        case 8: call->flags = 8; break;
        case 9: call->convention = 2; break;
        case 10: call->convention = FFI_MICROSOFT_X64; break;
        case 11: call->stack_alignment = 8; break;
        case 12: call->condition = 5; break;
        case 13: call->condition_shift = 64; break;
        case 14: call->fetch_kind = 3; break;
        case 15: call->fetch_kind = FFI_FETCH_TEXT8; break;
        case 16: call->registers = 16; break;
        case 17: call->registers = 4096 + 96 * 8 - 88; break;
        case 18: link->call = 1; break;
        case 19: link->size = 3; break;
        case 20: link->range = 65; break;
        case 21: link->to = INTEGER(6); break;
        case 22: link->from = LARGE_SLOT(0) + 0x100000 - 4; break;
        case 23: link->kind = 5; break;
        }
        EXPECT_EQUAL(wrong == 0 ? FFI_RETURNED : FFI_REFUSED, run());
        EXPECT_EQUAL(wrong == 0 ? 2 : 0, image->rows_done);
    }
}

/* The same number says that the form is the same: the words are not. */
static void the_same_again(void)
{
    begin(0);
    add(fixture("identity"));
    put_integer(1);
    list->number = 9;
    EXPECT_EQUAL(FFI_RETURNED, run());
    *(uint64_t *)(last + 1) = 2;
    EXPECT_EQUAL(FFI_RETURNED, run());
    EXPECT_EQUAL(2, result(0)->value);
    last->condition = 5;
    EXPECT_EQUAL(FFI_RETURNED, run());
    list->number = 10;
    EXPECT_EQUAL(FFI_REFUSED, run());
    list->number = 9;
    EXPECT_EQUAL(FFI_REFUSED, run());
}

static void crash(void)
{
    begin(0);
    add(fixture("identity"));
    put_integer(3);
    add(fixture("read_at"));
    put_integer(1);
    put_link(VALUE_OF(0), INTEGER(0), 8, 0, FFI_LINK_UNSIGNED, 64);
    add(fixture("nothing"));
    run();
}
static void verify_crash(const struct run *run)
{
    struct ffi_list_result results[3];
    memcpy(results, run->segment + FFI_WINDOW_OFFSET + RESULTS, sizeof results);
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(3, run->crash->address);
    EXPECT_EQUAL(1, run->recorder->frames[0].row);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->recorder->frames[0].stage);
    EXPECT(results[0].state == FFI_CALL_COMPLETED && results[0].value == 3 && results[1].state == FFI_CALL_NOT_RUN);
}

static void bad_text(void)
{
    begin(0);
    add(fixture("nothing"));
    add(fixture("bad_text"))->fetch_kind = FFI_FETCH_TEXT8;
    last->registers = REGISTERS(0);
    put_integer(64);
    run();
}
static void verify_bad_text(const struct run *run)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(1, run->recorder->frames[0].row);
    EXPECT_EQUAL(FFI_STAGE_READING, run->recorder->frames[0].stage);
}

static double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Not a test: prints what a list of 100 takes. */
static void measure(void)
{
    double best[2] = { 1e9, 1e9 };
    for (uint32_t flags = 0; flags <= FFI_LIST_CHECK_EACH; flags++) {
        begin(flags);
        for (int i = 0; i < 100; i++) {
            add(symbol_of("libm.so.6", "cos"))->flags = FFI_LIST_XMM0;
            put_vector(0.01 * i);
        }
        list->number = 5;
        for (int round = 0; round < 20000; round++) {
            double start = nanoseconds();
            run();
            best[flags] = fmin(best[flags], nanoseconds() - start);
        }
    }
    fprintf(stderr, "100 cos as a list: %.0f ns, checked after each call %.0f ns\n", best[0], best[1]);
}
static void verify_measure(const struct run *run) { dprintf(1, "%s", run->error_text); }

const struct test list_tests[] = {
    { "a list makes its calls", cosines, NULL, 0 },
    { "what a call has in registers is not there for the next one", registers_between_calls, NULL, 0 },
    { "a result that is an integer is an argument where it fits, and stops the list where it does not", links_of_integers, NULL, 0 },
    { "a result in other registers is an argument", links_of_bytes, NULL, 0 },
    { "what a call wrote into the window is an argument", links_of_memory, NULL, 0 },
    { "the texts of a list lie one after the other", texts, NULL, 0 },
    { "a list stops where a condition does not hold", conditions, NULL, 0 },
    { "calls that always run do so behind a stop and an exception, if what they are linked to is there", calls_that_always_run, NULL, 0 },
    { "an exception ends a list, and is told behind the texts", thrown, NULL, 0 },
    { "each call of a list has an errno of its own", errno_of_each_call, NULL, 0 },
    { "what a call of a list leaves in the machine is put right", changed_modes, NULL, 0 },
    { "a list can change between conventions", both_conventions, NULL, 0 },
    { "lists that are none are refused", refused, NULL, 0 },
    { "a list is looked at once, until it has another number", the_same_again, NULL, 0 },
    { "a crash in a list leaves its number and the results before it", crash, verify_crash, 0 },
    { "a result that is no text crashes as the call that returned it", bad_text, verify_bad_text, 0 },
    { "measure list", measure, verify_measure, 0 },
    { NULL, NULL, NULL, 0 }
};
