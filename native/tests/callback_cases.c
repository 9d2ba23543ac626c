/* What callbacks bring along and take back, in both conventions, on every thread. */
#include "lane_host.h"
#include "../lane/lane.h"
#include <fenv.h>
#include <string.h>

#define TEXT_AT(word) ((const char *)(uintptr_t)(word))
static const struct ffi_callback_entry plain = { 0 }, microsoft = { .convention = FFI_MICROSOFT_X64, .stack_words = 7 };

static uint64_t word_of_double(double value) { uint64_t word; memcpy(&word, &value, sizeof word); return word; }
static uint64_t low_word(const uint8_t *vector) { uint64_t word; memcpy(&word, vector, sizeof word); return word; }
static uint32_t low_half(const uint8_t *vector) { return (uint32_t)low_word(vector); }
static uint32_t word_of_float(float value) { uint32_t word; memcpy(&word, &value, sizeof word); return word; }

/* ---- System V ---- */
static void system_v_arguments_host(void)
{
    struct ffi_image *image = call_on(0, "call_many", bind_callback(1023, (struct ffi_callback_entry) { .stack_words = 12 }), 0);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    const struct ffi_callback *callback = callback_on(1);
    EXPECT_EQUAL(1023, callback->index);
    EXPECT_EQUAL(recorder()->call_thread, callback->thread);
    EXPECT_EQUAL(12, callback->stack_words);
    EXPECT_EQUAL(0xFF, (uint8_t)callback->integers[0]);
    EXPECT_EQUAL(1ull << 40, callback->integers[1]);
    EXPECT(strcmp(TEXT_AT(callback->integers[2]), "text") == 0);
    EXPECT_EQUAL(65535, (uint16_t)callback->integers[3]);
    EXPECT_EQUAL(0xFFFFFFFDu, (uint32_t)callback->integers[4]);
    EXPECT_EQUAL(77, callback->integers[5]);
    const double doubles[] = { 1.5, 0, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5 };
    for (int i = 0; i < 8; i++)
        if (i != 1)
            EXPECT_EQUAL(word_of_double(doubles[i]), low_word(callback->vectors[i]));
    EXPECT_EQUAL(word_of_float(2.5f), low_half(callback->vectors[1]));
    /* On the stack, as the psABI has it: short, 9.5, 10.5, 11.5f, three words of the struct, padding, long double. */
    EXPECT_EQUAL(0xFFFC, (uint16_t)callback->stack[0]);
    EXPECT_EQUAL(word_of_double(9.5), callback->stack[1]);
    EXPECT_EQUAL(word_of_double(10.5), callback->stack[2]);
    EXPECT_EQUAL(word_of_float(11.5f), (uint32_t)callback->stack[3]);
    EXPECT(callback->stack[4] == 1 && callback->stack[5] == 2 && callback->stack[6] == 3);
    long double last;
    memcpy(&last, &callback->stack[8], sizeof last);
    EXPECT(last == 12.5l);
    struct ffi_answer number = { 0 };
    double value = 21.25;
    memcpy(number.xmm0, &value, sizeof value);
    EXPECT(is_return(answer(1, &number)));
    EXPECT(double_in(image->xmm0) == 42.5);
}
static void system_v_arguments(void) { serve(system_v_arguments_host); }

static struct ffi_image *call_and_answer(const char *name, uint32_t result, uint16_t flags, const struct ffi_answer *with)
{
    struct ffi_image *image = call_on(0, name, bind_callback(7, (struct ffi_callback_entry) { .result = result }), 0);
    image->flags = flags;
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    EXPECT(is_return(answer(1, with)));
    EXPECT_EQUAL(FFI_RETURNED, image->outcome);
    EXPECT_EQUAL(0, image->mxcsr_changed);
    return image;
}
static void system_v_results_host(void)
{
    struct ffi_answer with = { .rax = 100, .rdx = 58 };
    const double half = 0.5, two = 2;
    const float three = 3;
    const long double real = 1.5l, imaginary = 0.25l;
    EXPECT_EQUAL(42, call_and_answer("call_pair", FFI_RESULT_REGISTERS, 0, &with)->rax);
    memcpy(with.xmm0, &half, sizeof half);
    memcpy(with.xmm1, &two, sizeof two);
    EXPECT(double_in(call_and_answer("call_double", FFI_RESULT_REGISTERS, 0, &with)->xmm0) == 1.5);
    EXPECT(low_word(callback_on(1)->vectors[0]) == word_of_double(0.25));
    EXPECT(double_in(call_and_answer("call_complex", FFI_RESULT_REGISTERS, 0, &with)->xmm0) == 52);
    memcpy(with.xmm0, &three, sizeof three);
    EXPECT(float_in(call_and_answer("call_float", FFI_RESULT_REGISTERS, 0, &with)->xmm0) == 4);
    memcpy(with.st0, &real, 10);
    memcpy(with.st1, &imaginary, 10);
    long double result = 0;
    memcpy(&result, call_and_answer("call_long_double", FFI_RESULT_ST0, FFI_IMAGE_POP_ST0, &with)->st0, 10);
    EXPECT(result == 2.5l);
    memcpy(&result, call_and_answer("call_complex_long_double", FFI_RESULT_ST0_ST1, FFI_IMAGE_POP_ST0, &with)->st0, 10);
    EXPECT(result == 150.25l);
}
static void system_v_results(void) { serve(system_v_results_host); }

static void modes_host(void)
{
    struct ffi_image *image = call_on(0, "keeps_its_modes", bind_callback(0, plain), 0);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    struct ffi_image *inner = call_on(1, "rounding_mode", 0, 0);
    inner->errno_before = 5;
    expect_return(FE_TONEAREST, inner, ring(1));
    EXPECT_EQUAL(0, inner->mxcsr_changed);
    expect_return(17, image, answer_number(17));
}
static void modes(void) { serve(modes_host); }

/* ---- data ---- */
static const struct ffi_callback_entry with_data = {
    .stack_words = 1, .rule_count = 5,
    .rules = { { 0, 1 | FFI_SLOT_INT, 1, 100 }, { 2, FFI_SLOT_TEXT, 1, 100 }, { 3, FFI_SLOT_ONE, 4, 4 }, { 0, 4, 2, 7 }, { FFI_SLOT_STACK, FFI_SLOT_TEXT, 2, 100 } }
};
static void data_host(void)
{
    uint64_t callback = bind_callback(9, with_data);
    struct ffi_image *image = call_on(0, "call_with_data", callback, 3);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    const struct ffi_callback *brought = callback_on(1);
    const uint32_t lengths[] = { 3, 6, 4, 6, 4, 0, 0, 0 };      /* the fourth: 5 elements of 2, cut to whole ones within 7 */
    EXPECT(memcmp(lengths, brought->data_lengths, sizeof lengths) == 0);
    EXPECT(memcmp(brought->data, "012", 3) == 0);
    EXPECT(memcmp(brought->data + 16, "a text", 6) == 0);
    EXPECT(memcmp(brought->data + 32, "\x04\x03\x02\x01", 4) == 0);
    EXPECT(memcmp(brought->data + 48, "012345", 6) == 0);
    EXPECT(memcmp(brought->data + 64, "h\0i\0", 4) == 0);
    expect_return(1, image, answer_number(1));

    image = call_on(0, "call_with_data", callback, (uint64_t)-1);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    EXPECT_EQUAL(0, callback_on(1)->data_lengths[0]);
    expect_return(2, image, answer_number(2));
    image = call_on(0, "call_with_null", callback, 0);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    const uint32_t none[8] = { 0 };
    EXPECT(memcmp(none, callback_on(1)->data_lengths, sizeof none) == 0);
    expect_return(3, image, answer_number(3));
}
static void data(void) { serve(data_host); }

static void bad_pointer_host(void)
{
    call_on(0, "call_with_bad_pointer", bind_callback(9, with_data), 0)->sequence = 4321;
    ring(0);
}
static void bad_pointer(void) { serve(bad_pointer_host); }
static void verify_bad_pointer(const struct run *run)
{
    EXPECT(died_of(run, 11));
    EXPECT_EQUAL(FFI_STAGE_CALLBACK, run->crash->stage);
    EXPECT_EQUAL(4321, run->crash->sequence);
    EXPECT_EQUAL(0x10, run->crash->address);
}

static void unsound_host(void)
{
    EXPECT_EQUAL(0, bind_callback(FFI_CALLBACKS, plain));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .convention = 2 }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .stack_words = FFI_CALLBACK_STACK_WORDS + 1 }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .result = FFI_RESULT_MEMORY + 1 }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .result = FFI_RESULT_MEMORY, .result_size = FFI_CALLBACK_DATA + 1 }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .convention = FFI_MICROSOFT_X64, .result = FFI_RESULT_ST0 }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .rule_count = FFI_CALLBACK_RULES + 1 }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .rule_count = 1, .rules = { { 6, FFI_SLOT_ONE, 1, 1 } } }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .rule_count = 1, .rules = { { FFI_SLOT_STACK, FFI_SLOT_ONE, 1, 1 } } }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .rule_count = 1, .rules = { { 0, -3, 1, 1 } } }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .rule_count = 1, .rules = { { 0, 1, 0, 1 } } }));
    EXPECT_EQUAL(0, bind_callback(0, (struct ffi_callback_entry) { .rule_count = 1, .rules = { { 0, FFI_SLOT_TEXT, 3, 1 } } }));
}
static void unsound(void) { serve(unsound_host); }

/* ---- Microsoft x64 ---- */
static void microsoft_calls_host(void)
{
    struct ffi_image *image = image_on(0, fixture("ms_mixed"));
    struct { int64_t values[5]; } big = { { 1, 2, 3, 4, 5 } }, other = { { 6, 0, 0, 0, 0 } };
    image->convention = FFI_MICROSOFT_X64;
    image->integers[0] = (uint64_t)-1;
    put_double(image, 1, 1.5);
    put_float(image, 2, 2.5f);
    image->integers[3] = 100;
    for (int i = 0; i < 4; i++)
        put_word(image, 0xDDDDDDDDDDDDDDDDull);      /* the shadow space */
    put_word(image, word_of_double(0.5));
    put_word(image, 7);
    put_word(image, word_of_float(1.5f));
    put_word(image, (uint64_t)(uintptr_t)&big);
    put_word(image, (uint64_t)(uintptr_t)&other);
    EXPECT(is_return(ring(0)));
    EXPECT_EQUAL(FFI_RETURNED, image->outcome);
    EXPECT(double_in(image->xmm0) == -1 + 3 + 7.5 + 400 + 2.5 + 42 + 10.5 + 40 + 54);

    image = call_on(0, "ms_two", 4, 2);
    image->convention = FFI_MICROSOFT_X64;
    EXPECT(is_return(ring(0)));
    EXPECT_EQUAL(FFI_REFUSED, image->outcome);       /* no shadow space: the callee would write over the gate's own frame */
    for (int i = 0; i < 4; i++)
        put_word(image, 0);
    expect_return(42, image, ring(0));
}
static void microsoft_calls(void) { serve(microsoft_calls_host); }

static void microsoft_crash(void)
{
    struct ffi_image *image = image_on(0, fixture("ms_crash"));
    image->convention = FFI_MICROSOFT_X64;
    image->integers[1] = 24;
    for (int i = 0; i < 4; i++)
        put_word(image, 0);
    call(image);
}
static void verify_microsoft_crash(const struct run *run)
{
    EXPECT(died_of(run, 11));
    EXPECT_EQUAL(24, run->crash->address);
    EXPECT(frame_in(run, 0, "gate_fixtures") && frame_in(run, 1, "gate_tests") && run->crash->frame_count >= 5);
}

static void microsoft_callbacks_host(void)
{
    uint64_t callback = bind_callback(1023, microsoft);
    struct ffi_image *image = call_on(0, "ms_call_many", callback, 0);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    const struct ffi_callback *brought = callback_on(1);
    EXPECT_EQUAL(1023, brought->index);
    EXPECT_EQUAL(0xFFFFFFFFu, (uint32_t)brought->integers[0]);
    EXPECT_EQUAL(word_of_double(1.5), low_word(brought->vectors[1]));
    EXPECT_EQUAL(1ull << 40, brought->integers[2]);
    EXPECT_EQUAL(word_of_float(2.5f), low_half(brought->vectors[3]));
    EXPECT(strcmp(TEXT_AT(brought->stack[4]), "text") == 0);
    EXPECT_EQUAL(word_of_double(3.5), brought->stack[5]);
    EXPECT(((const int64_t *)(uintptr_t)brought->stack[6])[4] == 5);    /* a large struct goes by its address */
    struct ffi_answer number = { 0 };
    const double value = 0.75;
    memcpy(number.xmm0, &value, sizeof value);
    EXPECT(is_return(answer(1, &number)));
    EXPECT(double_in(image->xmm0) == 1.5);

    image = call_on(0, "ms_preserved", callback, 0);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    EXPECT_EQUAL(5, callback_on(1)->integers[0]);
    expect_call(3, 1, call_on(1, "add_two", 1, 2));             /* which uses all those registers in the meantime */
    expect_return(77, image, answer_number(77));

    image = call_on(0, "ms_call_back", callback, 5);
    image->convention = FFI_MICROSOFT_X64;
    for (int i = 0; i < 4; i++)
        put_word(image, 0);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    EXPECT_EQUAL(5, callback_on(1)->integers[0]);
    expect_return(8, image, answer_number(7));
}
static void microsoft_callbacks(void) { serve(microsoft_callbacks_host); }

/* ---- other threads ---- */
#define THREADS 80
static void answer_foreign(uint32_t slot)
{
    foreign(slot)->answer.rax = foreign(slot)->integers[0] * 10;
    ffi_answer_foreign(slot);
}
static void threads_host(void)
{
    struct ffi_image *image = call_on(0, "call_on_threads", bind_callback(5, plain), THREADS);
    uint64_t threads = 0, slots = 0;
    ring_only(0);
    for (uint32_t i = 0; i < FFI_FOREIGN_SLOTS; i++) {              /* all slots are taken, and none answered: the others queue */
        uint32_t slot = ffi_next_foreign();
        EXPECT_EQUAL(5, foreign(slot)->index);
        EXPECT(foreign(slot)->thread != recorder()->call_thread);
        EXPECT((slots & 1ull << slot) == 0);
        slots |= 1ull << slot;
    }
    for (uint32_t slot = 0; slot < FFI_FOREIGN_SLOTS; slot++, threads++)
        answer_foreign(slot);
    for (; threads < THREADS; threads++)
        answer_foreign(ffi_next_foreign());
    expect_return(10 * THREADS * (THREADS - 1) / 2, image, await_reply());

    image = call_on(0, "call_on_bare_thread", bind_callback(6, plain), 9);
    ring_only(0);
    uint32_t slot = ffi_next_foreign();
    EXPECT(foreign(slot)->thread != recorder()->call_thread);
    answer_foreign(slot);
    expect_return(90, image, await_reply());
}
static void threads(void) { serve(threads_host); }

/* ---- release ---- */
static void release_host(void)
{
    uint64_t callback = bind_callback(8, plain);
    release_callback(8);
    for (int i = 0; i < 3; i++)
        expect_call(1, 0, call_on(0, "plus_one", callback, 5));
    struct ffi_image *image = call_on(0, "call_on_threads", callback, 3);
    expect_return(0, image, ring(0));
    EXPECT_EQUAL(callback, bind_callback(8, plain));
    image = call_on(0, "plus_one", callback, 5);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    expect_return(31, image, answer_number(30));
}
static void releases(void) { serve(release_host); }
static void verify_release(const struct run *run)
{
    EXPECT(ended_well(run));
    const char *line = strstr(run->error_text, "callback 8 was called and is not bound");
    EXPECT(line != NULL && strstr(line + 1, "callback 8") == NULL);
}

/* ---- deaths ---- */
static bool is_marked_dead(const struct run *run)
{
    return (((const struct ffi_control *)(run->segment + FFI_CONTROL_OFFSET))->exchange.turn & FFI_TURN_DEAD) != 0;
}

static void crash_inside_host(void)
{
    call_on(0, "plus_one", bind_callback(2, plain), 5)->sequence = 50;
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    call_on(1, "read_at", 0x20, 0)->sequence = 51;
    ring(1);
}
static void crash_inside(void) { serve(crash_inside_host); }
static void verify_crash_inside(const struct run *run)
{
    EXPECT(died_of(run, 11));
    EXPECT_EQUAL(1, run->crash->depth);
    EXPECT_EQUAL(51, run->crash->sequence);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->crash->stage);
    EXPECT_EQUAL(FFI_STAGE_CALLBACK, run->recorder->frames[0].stage);
    EXPECT_EQUAL(2, run->recorder->frames[0].callback);
    bool outer = false;                              /* the backtrace goes through the trampoline to the function that called back */
    for (uint32_t i = 4; i < run->crash->frame_count; i++)
        outer |= frame_in(run, i, "gate_fixtures");
    EXPECT(frame_in(run, 0, "gate_fixtures") && frame_in(run, 1, "gate_tests") && outer);
    EXPECT(is_marked_dead(run));
}

static void exit_inside_host(void)
{
    call_on(0, "plus_one", bind_callback(2, plain), 5);
    EXPECT_EQUAL(FFI_REPLY_CALLBACK, ring(0));
    image_on(1, symbol_of("libc.so.6", "exit"))->integers[0] = 3;
    ring(1);
}
static void exit_inside(void) { serve(exit_inside_host); }
static void verify_exit_inside(const struct run *run)
{
    EXPECT(ended_with(run, 3));
    EXPECT_EQUAL(FFI_CRASH_EXIT, run->crash->kind);
    EXPECT_EQUAL(1, run->crash->depth);
    EXPECT(is_marked_dead(run));
}

const struct test callback_tests[] = {
    { "a callback brings the arguments of all classes", system_v_arguments, NULL, 0 },
    { "a callback returns in the registers that C expects", system_v_results, NULL, 0 },
    { "errno and the floating-point modes are the caller's after a callback and usual within", modes, NULL, 0 },
    { "a callback brings along what its rules say", data, NULL, 0 },
    { "a bad pointer that a rule follows is the call's crash", bad_pointer, verify_bad_pointer, 0 },
    { "entries that make no sense are not bound", unsound, NULL, 0 },
    { "functions of the Microsoft convention are called with shadow space", microsoft_calls, NULL, 0 },
    { "a crash in a function of the Microsoft convention has its stack", microsoft_crash, verify_microsoft_crash, 0 },
    { "callbacks of the Microsoft convention work and preserve what they must", microsoft_callbacks, NULL, 0 },
    { "callbacks of more threads than slots are all answered", threads, NULL, 0 },
    { "a released callback returns zero and says so once", releases, verify_release, 0 },
    { "a crash in a callback is known on every frame, with its stack", crash_inside, verify_crash_inside, 0 },
    { "an exit in a callback is known too", exit_inside, verify_exit_inside, 0 },
    { NULL, NULL, NULL, 0 }
};
