/* The gate: every class of argument and result, what it says about the machine, and which images it refuses. */
#include "harness.h"
#include "../gate/window.h"
#include <alloca.h>
#include <complex.h>
#include <errno.h>
#include <fenv.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xmmintrin.h>

static void cosine(void)
{
    struct ffi_image *image = image_for((void *)(uintptr_t)symbol_of("libm.so.6", "cos"));
    put_double(image, 0, 0.1);
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT(double_in(image->xmm0) == cos(0.1));
}

static void sixty_four_integers(void)
{
    struct ffi_image *image = image_for(fixture("weigh_64"));
    int64_t expected = 0;
    for (int i = 0; i < 64; i++) {
        int64_t value = (int64_t)0x123456789ABCD * (i + 3);
        expected += value * (i + 1);
        if (i < 6)
            image->integers[i] = (uint64_t)value;
        else
            put_word(image, (uint64_t)value);
    }
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT_EQUAL(expected, image->rax);
}

static uint64_t bits(double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

/* a b c d e f g h i j k l m n o p q r s t; the integers a c e g i k fill the registers, so do b d f h j l n p. */
static void twenty_mixed(void)
{
    struct ffi_image *image = image_for(fixture("weigh_20_mixed"));
    const int64_t integers[6] = { -5, 1ll << 40, 65535, -100000, -(1ll << 35), 200 };
    const double doubles[8] = { 0.5, 0, 2.25, -3.5, 1e6, 7.75, -0.125, 9.5 };
    for (int i = 0; i < 6; i++)
        image->integers[i] = (uint64_t)integers[i];
    for (int i = 0; i < 8; i++)
        put_double(image, i, doubles[i]);
    put_float(image, 1, 1.5f);
    float q = 2.5f;
    put_word(image, 77);                     /* m */
    put_word(image, (uint64_t)-8);           /* o */
    put_bytes(image, &q, sizeof q);          /* q */
    put_word(image, (uint64_t)-300);         /* r */
    put_word(image, bits(6.5));              /* s */
    put_word(image, 1ull << 33);             /* t */
    double expected = -5.0 * 1 + 0.5 * 2 + 0x1p40 * 3 + 1.5 * 4 + 65535.0 * 5 + 2.25 * 6 - 100000.0 * 7 - 3.5 * 8 - 0x1p35 * 9 + 1e6 * 10
                    + 200.0 * 11 + 7.75 * 12 + 77.0 * 13 - 0.125 * 14 - 8.0 * 15 + 9.5 * 16 + 2.5 * 17 - 300.0 * 18 + 6.5 * 19 + 0x1p33 * 20;
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT(double_in(image->xmm0) == expected);
}

static void floats(void)
{
    struct ffi_image *image = image_for(fixture("twice_float"));
    put_float(image, 0, 1.25f);
    call(image);
    EXPECT(float_in(image->xmm0) == 2.5f);
    EXPECT_EQUAL(FFI_RESULT_POISON, image->rax);
}

static void long_doubles(void)
{
    struct ffi_image *image = image_for(fixture("add_long_double"));
    const long double x = 1.0L, y = 0x1p-63L;
    long double result = 0;
    image->flags = FFI_IMAGE_POP_ST0;
    put_bytes(image, &x, 16);
    put_bytes(image, &y, 16);
    call(image);
    memcpy(&result, image->st0, 10);
    EXPECT(result == 1.0L + 0x1p-63L && result != 1.0L);
    EXPECT_EQUAL(0, image->mxcsr_changed);
}

static void complex_long_double(void)
{
    struct ffi_image *image = image_for(fixture("conjugate"));
    const long double parts[2] = { 3.5L, 4.25L };
    long double real = 0, imaginary = 0;
    image->flags = FFI_IMAGE_POP_ST0 | FFI_IMAGE_POP_ST1;
    put_bytes(image, parts, 32);
    call(image);
    memcpy(&real, image->st0, 10);
    memcpy(&imaginary, image->st1, 10);
    EXPECT(real == 3.5L && imaginary == -4.25L);
}

static void integers_of_128_bits(void)
{
    struct ffi_image *image = image_for(fixture("multiply"));
    image->integers[0] = (uint64_t)(1ll << 62);
    image->integers[1] = (uint64_t)-12345;
    call(image);
    __int128 expected = (__int128)(1ll << 62) * -12345;
    EXPECT_EQUAL(expected, image->rax);
    EXPECT_EQUAL(expected >> 64, image->rdx);
}

static void structs_in_registers(void)
{
    struct ffi_image *image = image_for(fixture("swap_doubles"));
    put_double(image, 0, 1.5);
    put_double(image, 1, 2.5);
    call(image);
    EXPECT(double_in(image->xmm0) == 2.5 && double_in(image->xmm1) == 1.5);

    image = image_for(fixture("make_long_double"));
    image->integers[0] = 77;
    put_double(image, 0, 3.5);
    call(image);
    EXPECT_EQUAL(77, image->rax);
    EXPECT(double_in(image->xmm0) == 3.5);

    image = image_for(fixture("make_double_long"));
    image->integers[0] = 78;
    put_double(image, 0, 4.5);
    call(image);
    EXPECT_EQUAL(78, image->rax);
    EXPECT(double_in(image->xmm0) == 4.5);
}

static void structs_in_memory(void)
{
    struct ffi_image *image = image_for(fixture("reverse"));
    const int64_t value[3] = { 1, 2, 3 };
    int64_t result[3];
    put_bytes(image, value, sizeof value);
    put_block(image, SMALL_SLOT_END - 24, 24, FFI_BLOCK_OUT);
    put_relocation(image, FFI_PLACE_IMAGE, offsetof(struct ffi_image, integers), SMALL_SLOT_END - 24);
    call(image);
    memcpy(result, window() + SMALL_SLOT_END - 24, sizeof result);
    EXPECT(result[0] == 3 && result[1] == 2 && result[2] == 1);
    EXPECT_EQUAL((uintptr_t)window() + SMALL_SLOT_END - 24, image->rax);
}

static void call_over_aligned(void)
{
    double values[8] = { 0, 0, 0, 32, 0, 0, 0, 64 };
    struct ffi_image *image = image_for(fixture("misalignment32"));
    image->integers[0] = 1000;
    image->stack_alignment = 32;
    put_bytes(image, values, 32);
    call(image);
    EXPECT_EQUAL(1032, image->rax);

    image = image_for(fixture("misalignment64"));
    image->integers[0] = 1000;
    image->stack_alignment = 64;
    put_bytes(image, values, 64);
    call(image);
    EXPECT_EQUAL(1064, image->rax);
}

/* From stacks at each multiple of 16, else the alignment may come out right by chance. */
static void over_aligned_structs(void)
{
    for (size_t shift = 0; shift < 4; shift++) {
        volatile char *room = alloca(16 * shift + 16);
        room[0] = 0;
        call_over_aligned();
    }
}

static void variadic_call(void)
{
    char expected[200];
    long double big = 0x1p-62L + 1;
    snprintf(expected, sizeof expected, "%d %s %g %g %g %g %g %g %g %g %g %.20Lg %c", -7, "text", 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, big, 'z');
    struct ffi_image *image = image_for(symbol_of("libc.so.6", "snprintf"));
    image->integers[1] = 200;
    image->integers[2] = (uint64_t)(uintptr_t)"%d %s %g %g %g %g %g %g %g %g %g %.20Lg %c";
    image->integers[3] = (uint64_t)-7;
    image->integers[4] = (uint64_t)(uintptr_t)"text";
    image->integers[5] = 'z';
    for (int i = 0; i < 8; i++)
        put_double(image, i, 1.5 + i);
    put_word(image, bits(9.5));
    put_word(image, 0);                      /* a long double begins at a multiple of 16 */
    put_bytes(image, &big, 16);
    put_block(image, SMALL_SLOT_END - 200, 200, FFI_BLOCK_OUT);
    put_relocation(image, FFI_PLACE_IMAGE, offsetof(struct ffi_image, integers), SMALL_SLOT_END - 200);
    call(image);
    EXPECT_EQUAL(strlen(expected), (int)image->rax);
    EXPECT(strcmp(expected, (const char *)window() + SMALL_SLOT_END - 200) == 0);
}

static void wide_vectors(void)
{
    struct ffi_image *image = image_for(fixture("shuffle"));
    const float in[4] = { 1, 2, 3, 4 };
    float out[4];
    image->flags = FFI_IMAGE_WIDE_VECTORS;
    memcpy(image->vectors[0], in, sizeof in);
    call(image);
    memcpy(out, image->xmm0, sizeof out);
    EXPECT(out[0] == 4 && out[1] == 3 && out[2] == 2 && out[3] == 1);
}

static void poison(void)
{
    struct ffi_image *image = image_for(fixture("nothing"));
    uint64_t vector_poison = FFI_TELL_TALE_VECTOR(0);
    call(image);
    EXPECT_EQUAL(FFI_RESULT_POISON, image->rax);
    EXPECT(memcmp(image->xmm0, &vector_poison, 8) == 0);
    image = image_for(fixture("return_bool_false"));
    call(image);
    EXPECT_EQUAL(FFI_RESULT_POISON & ~0xFFull, image->rax);
    image = image_for(fixture("return_short"));
    call(image);
    EXPECT_EQUAL((FFI_RESULT_POISON & ~0xFFFFull) | 0x1234, image->rax);
    image = image_for(fixture("return_minus_one"));
    call(image);
    EXPECT_EQUAL(0xFFFFFFFF, image->rax);
}

/* What no argument fills tells who uses it: each register by its own value, and the word behind those of the stack. */
static void tell_tales(void)
{
    struct ffi_image *image = image_for(fixture("second"));
    image->integers[0] = 7;
    call(image);
    EXPECT_EQUAL(FFI_TELL_TALE(1), image->rax);
    for (uint32_t words = 0; words < 4; words++) {
        image = image_for(fixture("stack_word"));
        image->integers[0] = words;
        image->stack_words = words;
        image->length = FFI_IMAGE_SIZE + 8 * words;
        call(image);
        EXPECT_EQUAL(FFI_TELL_TALE(FFI_TELL_TALE_STACK), image->rax);
    }
    image = image_for(fixture("second"));
    image->convention = FFI_MICROSOFT_X64;
    image->stack_words = 4;
    image->length = FFI_IMAGE_SIZE + 8 * 4;
    call(image);
    EXPECT_EQUAL(FFI_TELL_TALE(FFI_TELL_TALE_OTHER_CONVENTION), image->rax);
}

/* A NaN that is computed with keeps its number, as a double, as a float, and from one to the other. */
static void tell_tale_numbers(void)
{
    static const uint64_t mark = FFI_TELL_TALE_VECTOR(1) | 0x0008000000000000u;
    struct ffi_image *image = image_for(fixture("second_root"));
    call(image);
    uint64_t root;
    memcpy(&root, image->xmm0, sizeof root);
    EXPECT_EQUAL(mark, root);
    image = image_for(fixture("second_narrowed"));
    call(image);
    uint32_t narrowed;
    memcpy(&narrowed, image->xmm0, sizeof narrowed);
    EXPECT_EQUAL((uint32_t)FFI_TELL_TALE_VECTOR(1) | 0x00400000u, narrowed);
    image = image_for(fixture("second_widened"));
    call(image);
    memcpy(&root, image->xmm0, sizeof root);
    EXPECT_EQUAL(mark & ~0x1FFFFFFFull, root);
}

/* A function of the Microsoft convention may write 32 bytes of its caller's stack: by mistake, into the frame of this gate. */
static void shadow_of_another_convention(void)
{
    struct ffi_image *image = image_for(fixture("write_shadow"));
    call(image);
    EXPECT_EQUAL(FFI_RETURNED, image->outcome);
    EXPECT_EQUAL(5, image->rax);
}

static void faults_in_the_room(void)
{
    struct ffi_image *image = image_for(fixture("read_second"));
    call(image);
}

static void verify_fault_in_the_room(const struct run *run)
{
    EXPECT_EQUAL(FFI_TELL_TALE(1), run->crash->address);
    EXPECT_EQUAL(SIGSEGV, run->crash->signal);
    EXPECT_EQUAL(SEGV_ACCERR, run->crash->code);    /* mapped, so that nothing else can lie there */
}

/* What lies there already stays as it is. */
static void room_that_is_taken(void)
{
    void *start = (void *)FFI_TELL_TALES_START;
    EXPECT(mmap(start, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == start);
    *(volatile int *)start = 5;
    EXPECT(!ffi_reserve_tell_tales());
    EXPECT_EQUAL(5, *(volatile int *)start);
}

static void error_numbers(void)
{
    struct ffi_image *image = image_for(fixture("set_errno"));
    image->integers[0] = 77;
    call(image);
    EXPECT_EQUAL(77, image->errno_after);
    image = image_for(fixture("get_errno"));
    image->errno_before = 55;
    call(image);
    EXPECT_EQUAL(55, image->rax);
    EXPECT_EQUAL(55, image->errno_after);
    image = image_for(symbol_of("libc.so.6", "open"));
    image->integers[0] = (uint64_t)(uintptr_t)"/nonexistent";
    call(image);
    EXPECT_EQUAL(ENOENT, image->errno_after);
    EXPECT_EQUAL(0xFFFFFFFF, image->rax & 0xFFFFFFFF);
}

static void relocations(void)
{
    struct ffi_image *image = image_for(fixture("identity"));
    put_relocation(image, FFI_PLACE_IMAGE, offsetof(struct ffi_image, integers), 123);
    call(image);
    EXPECT_EQUAL((uintptr_t)window() + 123, image->rax);

    image = image_for(fixture("seventh"));
    put_word(image, 1);
    put_relocation(image, FFI_PLACE_IMAGE, FFI_IMAGE_SIZE, 456);
    call(image);
    EXPECT_EQUAL((uintptr_t)window() + 456, image->rax);

    uint64_t stored;
    image = image_for(fixture("nothing"));
    put_block(image, 96, 24, FFI_BLOCK_OUT);
    put_relocation(image, FFI_PLACE_WINDOW, 101, SMALL_SLOT_END);    /* an odd place; the end of a slot is an address too */
    call(image);
    memcpy(&stored, window() + 101, sizeof stored);
    EXPECT_EQUAL((uintptr_t)window() + SMALL_SLOT_END, stored);
    EXPECT(window()[96] == 0 && window()[109] == 0);
}

static void blocks(void)
{
    struct ffi_image *image = image_for(fixture("nothing"));
    memset(window(), 0x5A, 96);
    put_block(image, 0, 32, FFI_BLOCK_IN);
    put_block(image, 32, 32, FFI_BLOCK_OUT);
    put_block(image, 64, 32, FFI_BLOCK_IN | FFI_BLOCK_OUT);
    put_block(image, SMALL_SLOT_END, 0, FFI_BLOCK_OUT);
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT(window()[31] == 0x5A && window()[32] == 0 && window()[63] == 0 && window()[64] == 0x5A);
}

static struct ffi_image *fetch(const char *name, uint32_t kind, uint64_t limit)
{
    struct ffi_image *image = image_for(fixture(name));
    image->fetch_kind = kind;
    image->fetch_limit = limit;
    memset(window() + FETCH_OFFSET, 0x5A, 64);
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    return image;
}

static void expect_fetched(const struct ffi_image *image, uint32_t status, const void *text, uint64_t length)
{
    EXPECT_EQUAL(status, image->fetch_status);
    EXPECT_EQUAL(length, image->fetch_length);
    EXPECT(memcmp(window() + FETCH_OFFSET, text, length) == 0);
    EXPECT(window()[FETCH_OFFSET + length] == 0x5A);
}

static void fetched_text(void)
{
    expect_fetched(fetch("text8", FFI_FETCH_TEXT8, 64), FFI_FETCHED, "gr\xc3\xbc\xc3\x9f dich", 11);
    expect_fetched(fetch("text16", FFI_FETCH_TEXT16, 64), FFI_FETCHED, u"na\u00efve", 10);
    expect_fetched(fetch("text32", FFI_FETCH_TEXT32, 64), FFI_FETCHED, U"\U0001F600!", 8);
    expect_fetched(fetch("text8", FFI_FETCH_TEXT8, 4), FFI_FETCH_CUT, "gr\xc3\xbc", 4);
    expect_fetched(fetch("text8", FFI_FETCH_TEXT8, 12), FFI_FETCHED, "gr\xc3\xbc\xc3\x9f dich", 11);
    expect_fetched(fetch("text16", FFI_FETCH_TEXT16, 5), FFI_FETCH_CUT, u"na", 4);
    expect_fetched(fetch("text8", FFI_FETCH_TEXT8, 0), FFI_FETCH_CUT, "", 0);
    expect_fetched(fetch("no_text", FFI_FETCH_TEXT8, 64), FFI_FETCH_SKIPPED, "", 0);
}

static void modes_left_behind(void)
{
    struct ffi_image *image = image_for(fixture("round_upwards"));
    call(image);
    EXPECT_EQUAL(FFI_MODES_CHANGED, image->mxcsr_changed);
    EXPECT_EQUAL(FE_TONEAREST, fegetround());             /* of the x87 unit; that of the vector unit: */
    EXPECT_EQUAL(_MM_ROUND_NEAREST, _MM_GET_ROUNDING_MODE());
    image = image_for(fixture("leave_direction_flag"));
    call(image);
    EXPECT_EQUAL(FFI_MODES_CHANGED, image->mxcsr_changed);
    uint64_t flags;
    __asm__ volatile("pushfq\n\tpopq %0" : "=r"(flags));
    EXPECT_EQUAL(0, flags & 0x400);
    image = image_for(fixture("raise_inexact"));    /* a result bit is no mode */
    call(image);
    EXPECT_EQUAL(0, image->mxcsr_changed);
}

static void x87_left_behind(void)
{
    for (int i = 0; i < 20; i++) {                       /* eight would do to fill the stack for good */
        struct ffi_image *image = image_for(fixture("leave_long_double"));
        call(image);
        EXPECT_EQUAL(FFI_X87_UNBALANCED, image->mxcsr_changed);
        image = image_for(fixture("leave_seven_on_x87"));
        call(image);
    }
    struct ffi_image *image = image_for(fixture("nothing"));
    image->flags = FFI_IMAGE_POP_ST0;
    call(image);
    EXPECT_EQUAL(FFI_X87_UNBALANCED, image->mxcsr_changed);
    long_doubles();
}

static void recorder_is_kept(void)
{
    uint64_t calls = recorder()->calls;
    struct ffi_image *image = image_for(fixture("nothing"));
    call(image);
    EXPECT_EQUAL(image->sequence, recorder()->frames[0].sequence);
    EXPECT_EQUAL(calls + 1, recorder()->calls);
    EXPECT_EQUAL(FFI_STAGE_DONE, recorder()->frames[0].stage);
    EXPECT_EQUAL(0, recorder()->depth);
    EXPECT_EQUAL(gettid(), recorder()->call_thread);
}

static void image_outside_the_segment(void)
{
    _Alignas(16) uint8_t copy[FFI_IMAGE_SIZE];
    struct ffi_image *image = image_for(fixture("return_minus_one"));
    image->length = sizeof copy;
    memcpy(copy, image, sizeof copy);
    ffi_gate((struct ffi_image *)copy, sizeof copy, 0);
    EXPECT_EQUAL(0xFFFFFFFF, ((struct ffi_image *)copy)->rax);
}

static void refuse(struct ffi_image *image)
{
    uint64_t calls = image->rax = 0x1122334455667788ull;
    EXPECT_EQUAL(FFI_REFUSED, call(image));
    EXPECT_EQUAL(calls, image->rax);                     /* nothing was called */
}

static void malformed_images(void)
{
    void *target = fixture("nothing");
    struct ffi_image *image;
    (image = image_for(target))->convention = 7, refuse(image);
    (image = image_for(target))->flags = 64, refuse(image);
    (image = image_for(target))->stack_alignment = 0, refuse(image);
    (image = image_for(target))->stack_alignment = 48, refuse(image);
    (image = image_for(target))->stack_alignment = 8192, refuse(image);
    (image = image_for(target))->fetch_kind = 3, refuse(image);
    (image = image_for(target))->fetch_offset = ffi_window_size(), refuse(image);
    (image = image_for(target))->fetch_offset = SMALL_SLOT_END - 1, refuse(image);
    (image = image_for(target))->fetch_limit = ~0u, refuse(image);
    (put_block(image = image_for(target), SMALL_SLOT_END - 8, 9, FFI_BLOCK_OUT)), refuse(image);
    (put_block(image = image_for(target), SMALL_SLOT_END, 1, FFI_BLOCK_OUT)), refuse(image);
    (put_block(image = image_for(target), ~0ull - 8, 16, FFI_BLOCK_OUT)), refuse(image);
    (put_block(image = image_for(target), 16, ~0ull - 8, FFI_BLOCK_OUT)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_IMAGE, 8, 0)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_IMAGE, 68, 0)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_IMAGE, 112, 0)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_IMAGE, 256, 0)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_IMAGE, 384, 0)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_IMAGE, 64, ffi_window_size() + 1)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_WINDOW, SMALL_SLOT_END - 7, 0)), refuse(image);
    (put_relocation(image = image_for(target), FFI_PLACE_WINDOW, ~0ull - 3, 0)), refuse(image);
    (put_relocation(image = image_for(target), 2, 16, 0)), refuse(image);

    const uint32_t huge[] = { 1, 1000000, 0xFFFFFFFFu };
    for (int i = 0; i < 3; i++)
        for (int field = 0; field < 3; field++) {
            image = image_for(target);
            *(field == 0 ? &image->stack_words : field == 1 ? &image->block_count : &image->relocation_count) = huge[i];
            image->length = FFI_IMAGE_SIZE;
            ffi_gate(image, FFI_FRAME_CALLBACK, 0);
            EXPECT_EQUAL(FFI_REFUSED, image->outcome);
        }
    image = image_for(target);
    image->length = FFI_IMAGE_SIZE - 1;
    ffi_gate(image, FFI_FRAME_CALLBACK, 0);
    EXPECT_EQUAL(FFI_REFUSED, image->outcome);
    image = image_for(target);
    image->length = FFI_FRAME_CALLBACK + 1;
    ffi_gate(image, FFI_FRAME_CALLBACK, 0);
    EXPECT_EQUAL(FFI_REFUSED, image->outcome);
}

static void last_slot_is_usable(void)
{
    uint64_t last = ffi_window_size() - FFI_GUARD_SIZE - 8;
    struct ffi_image *image = image_for(fixture("nothing"));
    put_block(image, last, 8, FFI_BLOCK_OUT);
    put_relocation(image, FFI_PLACE_WINDOW, last, 0);
    EXPECT_EQUAL(FFI_RETURNED, call(image));
}

const struct test gate_tests[] = {
    { "a double goes in and comes back", cosine, NULL, 0 },
    { "64 integers arrive in their order", sixty_four_integers, NULL, 0 },
    { "20 mixed arguments arrive in registers and on the stack", twenty_mixed, NULL, 0 },
    { "a float goes in and comes back, and leaves rax poisoned", floats, NULL, 0 },
    { "long doubles keep all their bits", long_doubles, NULL, 0 },
    { "a complex long double comes back in st0 and st1", complex_long_double, NULL, 0 },
    { "a 128-bit integer comes back in rax and rdx", integers_of_128_bits, NULL, 0 },
    { "small structs travel in registers of both kinds", structs_in_registers, NULL, 0 },
    { "a large struct travels on the stack and returns through hidden memory", structs_in_memory, NULL, 0 },
    { "structs aligned to 32 and 64 bytes lie aligned on the stack", over_aligned_structs, NULL, 0 },
    { "snprintf formats 13 mixed variadic arguments", variadic_call, NULL, 0 },
    { "the wide flag passes all 16 bytes of a vector register", wide_vectors, NULL, 0 },
    { "void, bool and short results leave the poison that tells them apart", poison, NULL, 0 },
    { "what no argument fills tells who uses it", tell_tales, NULL, 0 },
    { "a tell-tale number that is computed with keeps its bits, as double and float", tell_tale_numbers, NULL, 0 },
    { "a function of the Microsoft convention, called as one of System V, does no harm to the gate", shadow_of_another_convention, NULL, 0 },
    { "where something else lies in the room of the tell-tales, it stays", room_that_is_taken, NULL, 0 },
    { "a pointer that no argument gives faults at an address that tells which", faults_in_the_room, verify_fault_in_the_room, 0 },
    { "errno is set before the call and captured right after", error_numbers, NULL, 0 },
    { "relocations put window addresses into registers, stack words and window memory", relocations, NULL, 0 },
    { "blocks without IN are zeroed before the call, the others kept", blocks, NULL, 0 },
    { "text in 8, 16 and 32 bit units is fetched, cut at its limit, skipped when null", fetched_text, NULL, 0 },
    { "rounding mode and direction flag left behind are reported and restored", modes_left_behind, NULL, 0 },
    { "an unbalanced x87 stack is reported and emptied", x87_left_behind, NULL, 0 },
    { "the flight recorder knows the call", recorder_is_kept, NULL, 0 },
    { "an image may lie outside the segment", image_outside_the_segment, NULL, 0 },
    { "malformed images are refused and nothing is called", malformed_images, NULL, 0 },
    { "the last slot of the window is usable", last_slot_is_usable, NULL, 0 },
    { NULL, NULL, NULL, 0 }
};
