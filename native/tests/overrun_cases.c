/* Buffers that a call leaves: canaries around them, guard pages that open and close again, and what is told of it. */
#include "harness.h"
#include "../gate/window.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define INTEGER(n) (offsetof(struct ffi_image, integers) + 8 * (n))
#define SMALL_SLOT(n) ((n) * 0x2000u)
#define SMALL_END(n) (SMALL_SLOT(n) + 0x1000u)
#define GUARDED_INOUT (FFI_BLOCK_IN | FFI_BLOCK_OUT | FFI_BLOCK_GUARDED)

/* A call with buffers in the first integer registers. */
static struct ffi_image *image_with(const char *function, int count, const uint64_t *offsets, const uint64_t *lengths, uint32_t flags)
{
    struct ffi_image *image = image_for(fixture(function));
    for (int i = 0; i < count; i++)
        put_block(image, offsets[i], lengths[i], flags);
    for (int i = 0; i < count; i++)
        put_relocation(image, FFI_PLACE_IMAGE, INTEGER(i), offsets[i]);
    return image;
}

static struct ffi_image *image_of(const char *function, uint64_t offset, uint64_t length, int64_t from, int64_t to)
{
    struct ffi_image *image = image_with(function, 1, &offset, &length, GUARDED_INOUT);
    image->integers[1] = (uint64_t)from;
    image->integers[2] = (uint64_t)to;
    image->integers[3] = 'W';
    return image;
}

static const struct ffi_overruns *told(const struct ffi_image *image)
{
    EXPECT_EQUAL(FFI_OVERRAN, image->outcome);
    EXPECT_EQUAL(sizeof(struct ffi_overruns), image->fetch_length);
    return (const struct ffi_overruns *)(window() + image->fetch_offset);
}

static void expect_one(const struct ffi_image *image, uint32_t kind, int64_t first, int64_t last)
{
    const struct ffi_overruns *overruns = told(image);
    EXPECT_EQUAL(1, overruns->count);
    EXPECT_EQUAL(FFI_RETURNED, overruns->outcome);
    EXPECT_EQUAL(0, overruns->entries[0].block);
    EXPECT_EQUAL(kind, overruns->entries[0].kind);
    EXPECT_EQUAL(first, overruns->entries[0].first);
    EXPECT_EQUAL(last, overruns->entries[0].last);
}

static void within(void)
{
    EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_END(0) - 16, 16, 0, 16)));
    EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_SLOT(0), 0x1000, 0, 0x1000)));
    EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_END(0), 0, 0, 0)));
}

static void one_byte_behind(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, 0, 17);
    call(image);
    expect_one(image, FFI_PAGE_WRITTEN, 16, 16);
    EXPECT_EQUAL(0, recorder()->overrun);
}

static void backwards(void)
{
    struct ffi_image *image = image_of("write_range_backwards", SMALL_END(0) - 16, 16, 18, 24);
    call(image);
    expect_one(image, FFI_PAGE_WRITTEN, 18, 23);
}

static void code_is_told(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, 0, 20);
    call(image);
    const struct ffi_overrun *overrun = &told(image)->entries[0];
    uint64_t function = (uint64_t)(uintptr_t)fixture("write_range");
    EXPECT((overrun->frames[0] & ~(1ull << 63)) - function < 0x100);
    EXPECT(overrun->frames[0] >> 63 == 1);
    EXPECT(overrun->frame_count > 2);
    EXPECT_EQUAL(getpid(), overrun->thread);
}

static void page_is_closed_again(void)
{
    for (int i = 0; i < 3; i++) {
        struct ffi_image *image = image_of("write_range", SMALL_END(1) - 5, 5, 0, 5 + 10 * (i + 1));
        call(image);
        expect_one(image, FFI_PAGE_WRITTEN, 5, 4 + 10 * (i + 1));
        EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_END(1) - 5, 5, 0, 5)));
    }
}

static void empty_block(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0), 0, 0, 1);
    call(image);
    expect_one(image, FFI_PAGE_WRITTEN, 0, 0);
}

static void whole_page(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 8, 8, 0, 8 + 0x1000);
    call(image);
    expect_one(image, FFI_PAGE_WRITTEN, 8, 7 + 0x1000);
}

static void read_behind(void)
{
    struct ffi_image *image = image_of("sum_range", SMALL_END(0) - 4, 4, 0, 40);
    memset(window() + SMALL_END(0) - 4, 3, 4);
    call(image);
    expect_one(image, FFI_PAGE_READ, 4, 4);
    EXPECT_EQUAL(12, image->rax);            /* what it read behind the end is zero */
}

static void text_without_end(void)
{
    struct ffi_image *image = image_of("sum_range", SMALL_END(0) - 5, 5, 0, 0);
    image->target = (uint64_t)(uintptr_t)symbol_of("libc.so.6", "strlen");
    memcpy(window() + SMALL_END(0) - 5, "hello", 5);
    call(image);
    expect_one(image, FFI_PAGE_READ, 5, 5);
    EXPECT_EQUAL(5, image->rax);
}

static void before(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, -3, 2);
    call(image);
    expect_one(image, FFI_CANARY_BEFORE, -3, -1);
    image = image_of("write_range", SMALL_END(0) - 16, 16, -64, -63);
    call(image);
    expect_one(image, FFI_CANARY_BEFORE, -64, -64);
    EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_END(0) - 16, 16, -66, -65)));   /* farther than the canary */
    EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_END(0) - 16, 16, 0, 2)));
}

static void slack(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 13, 0, 15);
    call(image);
    expect_one(image, FFI_CANARY_BEHIND, 13, 14);
    image = image_of("write_range", SMALL_END(0) - 16, 13, 0, 20);
    call(image);
    const struct ffi_overruns *overruns = told(image);
    EXPECT_EQUAL(2, overruns->count);
    EXPECT_EQUAL(FFI_PAGE_WRITTEN, overruns->entries[0].kind);
    EXPECT_EQUAL(16, overruns->entries[0].first);
    EXPECT_EQUAL(19, overruns->entries[0].last);
    EXPECT_EQUAL(FFI_CANARY_BEHIND, overruns->entries[1].kind);
    EXPECT_EQUAL(13, overruns->entries[1].first);
    EXPECT_EQUAL(15, overruns->entries[1].last);
}

/* The lower of two blocks of one slot: what it runs into is the canary of the upper one, which the host can tell by where they lie. */
static void shared_slot(void)
{
    const uint64_t offsets[2] = { SMALL_END(0) - 16, SMALL_END(0) - 16 - 64 - 8 }, lengths[2] = { 16, 8 };
    struct ffi_image *image = image_with("write_range", 2, offsets, lengths, GUARDED_INOUT);
    struct ffi_relocation *relocations = (struct ffi_relocation *)((uint8_t *)image + FFI_IMAGE_SIZE + 48);
    relocations[0].value = offsets[1];       /* the function gets the lower one */
    image->relocation_count = 1;
    image->integers[1] = 0;
    image->integers[2] = 10;
    image->integers[3] = 'W';
    call(image);
    expect_one(image, FFI_CANARY_BEFORE, -64, -63);
}

static void threads(void)
{
    const uint64_t offsets[2] = { SMALL_END(0) - 8, SMALL_END(1) - 8 }, lengths[2] = { 8, 8 };
    struct ffi_image *image = image_with("write_on_threads", 2, offsets, lengths, GUARDED_INOUT);
    image->integers[2] = 4;
    image->integers[3] = 28;
    call(image);
    const struct ffi_overruns *overruns = told(image);
    EXPECT_EQUAL(2, overruns->count);
    EXPECT_EQUAL(1, overruns->entries[0].block + overruns->entries[1].block);
    for (int i = 0; i < 2; i++) {
        EXPECT_EQUAL(FFI_PAGE_WRITTEN, overruns->entries[i].kind);
        EXPECT_EQUAL(8, overruns->entries[i].first);
        EXPECT_EQUAL(27, overruns->entries[i].last);
        EXPECT(overruns->entries[i].thread != getpid());
    }
}

static void kernel(void)
{
    int ends[2];
    EXPECT_EQUAL(0, pipe(ends));
    EXPECT_EQUAL(32, write(ends[1], "thirty-two characters for sixteen", 32));
    struct ffi_image *image = image_for(symbol_of("libc.so.6", "read"));
    put_block(image, SMALL_END(0) - 16, 16, FFI_BLOCK_OUT | FFI_BLOCK_GUARDED);
    put_relocation(image, FFI_PLACE_IMAGE, INTEGER(1), SMALL_END(0) - 16);
    image->integers[0] = (uint64_t)ends[0];
    image->integers[2] = 32;
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT_EQUAL(EFAULT, image->errno_after);
    EXPECT_EQUAL(FFI_MEMORY_REFUSED, image->mxcsr_changed);
}

static void constants(void)
{
    const uint64_t offsets[2] = { SMALL_END(0) - 16, SMALL_END(1) - 300 }, lengths[2] = { 16, 300 };
    struct ffi_image *image = image_with("write_range", 2, offsets, lengths, FFI_BLOCK_IN | FFI_BLOCK_GUARDED | FFI_BLOCK_CONST);
    struct ffi_relocation *relocations = (struct ffi_relocation *)((uint8_t *)image + FFI_IMAGE_SIZE + 48);
    image->relocation_count = 1;
    image->integers[1] = 3;
    image->integers[2] = 5;
    image->integers[3] = 'W';
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT_EQUAL(FFI_CONST_CHANGED | 0u << FFI_CONST_BLOCK_SHIFT | 3u << FFI_CONST_BYTE_SHIFT, image->mxcsr_changed);

    /* What was written there stays, and is no change to the next call. */
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT_EQUAL(0, image->mxcsr_changed);

    relocations[0].value = offsets[1];       /* the function gets the other one */
    image->integers[1] = 255;
    image->integers[2] = 256;
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT_EQUAL(FFI_CONST_CHANGED | 1u << FFI_CONST_BLOCK_SHIFT | 255u << FFI_CONST_BYTE_SHIFT, image->mxcsr_changed);

    /* Behind the first bytes nobody looks. */
    image->integers[1] = 256;
    image->integers[2] = 300;
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    EXPECT_EQUAL(0, image->mxcsr_changed);
}

static void exception(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, 0, 18);
    image->target = (uint64_t)(uintptr_t)symbol_of(THROWING, "write_and_throw");
    image->rax = 77;                         /* of an earlier call */
    call(image);
    EXPECT_EQUAL(FFI_THREW, told(image)->outcome);
    EXPECT_EQUAL(17, told(image)->entries[0].last);
    EXPECT_EQUAL(0, image->rax);
}

static void no_room_to_tell(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, 0, 17);
    image->fetch_offset = SMALL_END(3) - 16;
    image->fetch_limit = 16;
    call(image);
    EXPECT_EQUAL(FFI_OVERRAN, image->outcome);
    EXPECT_EQUAL(0, image->fetch_length);
}

/* ---- what ends the worker all the same ---- */
static void unguarded(void)
{
    const uint64_t offset = SMALL_END(0) - 16, length = 16;
    struct ffi_image *image = image_with("write_range", 1, &offset, &length, FFI_BLOCK_IN | FFI_BLOCK_OUT);
    image->integers[1] = 0;
    image->integers[2] = 17;
    call(image);
}

static void verify_fault_at(const struct run *run, uint64_t offset)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(run->header->segment_address + FFI_WINDOW_OFFSET + offset, run->crash->address);
}

static void verify_unguarded(const struct run *run) { verify_fault_at(run, SMALL_END(0)); }

static void another_slot(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, 0, 0);
    image->integers[1] = SMALL_END(4) - (SMALL_END(0) - 16);
    image->integers[2] = image->integers[1] + 1;
    call(image);
}
static void verify_another_slot(const struct run *run) { verify_fault_at(run, SMALL_END(4)); }

/* Through the page, the next block and to its guard page: that block is innocent. */
static void through(void)
{
    const uint64_t offsets[2] = { SMALL_END(0) - 16, SMALL_END(1) - 16 }, lengths[2] = { 16, 16 };
    struct ffi_image *image = image_with("write_range", 2, offsets, lengths, GUARDED_INOUT);
    image->relocation_count = 1;
    image->integers[1] = 0;
    image->integers[2] = 0x10000;
    image->integers[3] = 'W';
    call(image);
}

static void verify_through(const struct run *run)
{
    verify_fault_at(run, SMALL_END(1));
    EXPECT_EQUAL(run->header->segment_address + FFI_WINDOW_OFFSET + SMALL_END(0), run->recorder->overrun);
    EXPECT_EQUAL(2, run->recorder->overrun_error & 2);
}

static void later(void)
{
    struct ffi_image *image = image_of("write_range", SMALL_END(0) - 16, 16, 0, 17);
    call(image);
    EXPECT_EQUAL(FFI_OVERRAN, image->outcome);
    ((volatile uint8_t *)window())[SMALL_END(0)] = 1;
}
static void verify_later(const struct run *run) { verify_fault_at(run, SMALL_END(0)); }

/* ---- storage that is taken back ---- */
static struct ffi_image *lent_image(uint32_t slot, uint64_t length)
{
    const uint64_t offset = SMALL_END(slot) - length;
    struct ffi_image *image = image_with("write_range", 1, &offset, &length, GUARDED_INOUT | FFI_BLOCK_LENT);
    image->integers[1] = 0;
    image->integers[2] = length;
    image->integers[3] = 'W';
    return image;
}

static void taken_back(void)
{
    EXPECT_EQUAL(FFI_RETURNED, call(lent_image(2, 40)));
    ffi_take_back();
    EXPECT_EQUAL(FFI_RETURNED, call(lent_image(3, 8)));     /* another slot */
    ffi_take_back();
    EXPECT_EQUAL(FFI_RETURNED, call(lent_image(2, 0x1000))); /* the same one, opened again, and more of it */
    ffi_take_back();
    ((volatile uint8_t *)window())[SMALL_END(2) - 1] = 1;
}
static void verify_taken_back(const struct run *run) { verify_fault_at(run, SMALL_END(2) - 1); }

static void other_blocks_open_it(void)
{
    EXPECT_EQUAL(FFI_RETURNED, call(lent_image(2, 40)));
    ffi_take_back();
    EXPECT_EQUAL(FFI_RETURNED, call(image_of("write_range", SMALL_END(2) - 8, 8, 0, 8)));
    ffi_take_back();
    EXPECT_EQUAL('W', window()[SMALL_END(2) - 1]);
}

static void fetch_opens_it(void)
{
    struct ffi_image *image = lent_image(2, 40);
    EXPECT_EQUAL(FFI_RETURNED, call(image));
    ffi_take_back();
    image = image_for(symbol_of(THROWING, "throw_if_negative"));
    image->integers[0] = (uint32_t)-1;
    image->fetch_offset = SMALL_SLOT(2);
    image->fetch_limit = 0x1000;
    EXPECT_EQUAL(FFI_THREW, call(image));
    EXPECT(memcmp(window() + SMALL_SLOT(2), "int", 3) == 0);
}

const struct test overrun_tests[] = {
    { "a call that keeps to its buffers has nothing to tell", within, NULL, 0 },
    { "a byte behind a buffer is told and the call goes on", one_byte_behind, NULL, 0 },
    { "the first byte behind a buffer is told, whichever was written first", backwards, NULL, 0 },
    { "the code that left the buffer is told", code_is_told, NULL, 0 },
    { "a guard page that was opened is closed for the next call", page_is_closed_again, NULL, 0 },
    { "an empty buffer is guarded as well", empty_block, NULL, 0 },
    { "an overrun by the whole guard page is counted", whole_page, NULL, 0 },
    { "a read behind a buffer finds zeros and is told as a read", read_behind, NULL, 0 },
    { "a text without terminator ends at the guard page", text_without_end, NULL, 0 },
    { "bytes before a buffer are a canary", before, NULL, 0 },
    { "so are those between a buffer and its guard page", slack, NULL, 0 },
    { "between two buffers of a slot lies the canary of the upper one", shared_slot, NULL, 0 },
    { "threads of a library may run over two buffers at once", threads, NULL, 0 },
    { "a buffer that the kernel found too short shows by errno", kernel, NULL, 0 },
    { "a buffer that is only read shows where it was changed", constants, NULL, 0 },
    { "a call that threw can have run over before", exception, NULL, 0 },
    { "without room to tell in, the outcome is told alone", no_room_to_tell, NULL, 0 },
    { "a buffer that is not guarded ends the worker at its first byte", unguarded, verify_unguarded, 0 },
    { "a guard page of no buffer of the call ends the worker", another_slot, verify_another_slot, 0 },
    { "an overrun that comes to the next guard page ends the worker, and where it began is known", through, verify_through, 0 },
    { "a guard page is closed once the call has ended", later, verify_later, 0 },
    { "what was lent to a call is closed once it was taken back, and open for the next", taken_back, verify_taken_back, 0 },
    { "a block that is not lent opens what was taken back, and stays open", other_blocks_open_it, NULL, 0 },
    { "so does what the worker itself has to say", fetch_opens_it, NULL, 0 },
    { NULL, NULL, NULL, 0 }
};
