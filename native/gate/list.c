/* A call list: different functions, one after the other, in the loop of the gate that batches run in. Between two calls it asks here, where the result is
   stored, and the next call's arguments are put together from what the host said and from what earlier calls gave. */
#include "gate.h"
#include "../guard/guard.h"
#include "image_offsets.h"
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#define MXCSR_CONTROL 0xFFC0u     /* as in call_gate.inc */
#define X87_TOP 0x3800u

struct list_run {
    struct ffi_rows gate;
    const struct ffi_list_call *call;       /* the one that runs, or ran last */
    const struct ffi_list_call *following;  /* behind it */
    struct ffi_list_result *results;
    uint32_t index;                         /* of call */
    uint32_t count;
    uint32_t ran;
    uint32_t integers, vectors;             /* registers that the image has from the call before */
    uint8_t shape[sizeof(struct ffi_list_call) - offsetof(struct ffi_list_call, stack_words)];   /* and what else */
    bool checks_each, stopped;
    bool settled;                           /* the result of call is stored, and the next call's image made, if there is one */
    bool goes_on;                           /* there is one */
    uint16_t convention;                    /* of the gate that runs */
    uint16_t x87_before;
    uint32_t mxcsr_before;
    uint32_t text_used;
    struct ffi_recorder_frame *frame;
    struct ffi_image *own;                  /* the image that the gate works on */
    const struct ffi_image *image;          /* the host's */
    const struct ffi_list *list;
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

static void read_modes(uint32_t *mxcsr, uint16_t *x87)
{
    __asm__ volatile("stmxcsr %0" : "=m"(*mxcsr));
    __asm__ volatile("fnstcw %0" : "=m"(*x87));
}

/* What the gate finds, and puts right, when it is left. */
static bool machine_changed(const struct list_run *run)
{
    uint32_t mxcsr;
    uint16_t x87, status;
    read_modes(&mxcsr, &x87);
    __asm__ volatile("fnstsw %0" : "=a"(status));
    return ((mxcsr ^ run->mxcsr_before) & MXCSR_CONTROL) != 0 || x87 != run->x87_before || (status & X87_TOP) != 0;
}

static bool holds(const struct ffi_list_call *call, uint64_t value)
{
    uint64_t result = value << call->condition_shift, expected = call->expected << call->condition_shift;
    switch (call->condition) {
    case FFI_CONDITION_EQUAL:
        return result == expected;
    case FFI_CONDITION_NOT_EQUAL:
        return result != expected;
    case FFI_CONDITION_AT_LEAST:
        return (int64_t)result >= (int64_t)expected;
    case FFI_CONDITION_AT_LEAST_UNSIGNED:
        return result >= expected;
    default:
        return true;
    }
}

/* The text that the result points at: behind those of the calls before. */
static uint32_t fetch(struct list_run *run, struct ffi_list_registers *registers)
{
    struct ffi_image *own = run->own;
    own->fetch_kind = run->call->fetch_kind;
    own->fetch_offset = run->image->fetch_offset + run->text_used;
    own->fetch_limit = run->text_used < run->list->text_limit ? run->list->text_limit - run->text_used : 0;
    own->fetch_status = FFI_FETCH_SKIPPED;
    own->fetch_length = 0;
    ffi_enter_stage(run->frame, FFI_STAGE_READING);
    ffi_fetch(own, run->window);
    ffi_enter_stage(run->frame, FFI_STAGE_NATIVE);
    registers->text_offset = run->text_used;
    registers->text_length = own->fetch_length;
    run->text_used += (uint32_t)own->fetch_length;
    return own->fetch_status;
}

static __attribute__((noinline)) uint32_t take_registers(struct list_run *run)
{
    const struct ffi_image *own = run->own;
    struct ffi_list_registers *registers = (struct ffi_list_registers *)((uint8_t *)run->results + run->call->registers);
    registers->rax = own->rax;
    registers->rdx = own->rdx;
    memcpy(registers->xmm0, own->xmm0, sizeof registers->xmm0);
    memcpy(registers->xmm1, own->xmm1, sizeof registers->xmm1);
    memcpy(registers->st0, own->st0, sizeof registers->st0);
    memcpy(registers->st1, own->st1, sizeof registers->st1);
    return run->call->fetch_kind != FFI_FETCH_NOTHING ? fetch(run, registers) : FFI_FETCH_SKIPPED;
}

/* The state is there when everything else is: whoever dies before has left none. */
static inline void put_result(struct list_run *run, uint64_t value, uint32_t state, uint32_t changes, uint32_t fetch_status)
{
    struct ffi_list_result *result = &run->results[run->index];
    const struct ffi_list_result done = { value, run->own->errno_after, (uint8_t)state, (uint8_t)changes, (uint8_t)fetch_status, 0 };
    *result = done;
    run->ran++;
}

/* The call has returned: what it gave is stored, for the host and for the calls behind it. */
static inline void finish(struct list_run *run, uint32_t changes)
{
    const struct ffi_list_call *call = run->call;
    uint64_t value = (call->flags & FFI_LIST_XMM0) != 0 ? load(run->own->xmm0) : run->own->rax;
    uint32_t fetch_status = call->registers != 0 ? take_registers(run) : FFI_FETCH_SKIPPED, state = FFI_CALL_COMPLETED;
    if (call->condition != FFI_CONDITION_NONE && !run->stopped && !holds(call, run->own->rax)) {
        run->stopped = true;
        state = FFI_CALL_STOPPED;
    }
    put_result(run, value, state, changes, fetch_status);
}

static bool fits(uint64_t value, bool is_signed, uint32_t range)
{
    uint32_t bits = range & ~(uint32_t)FFI_RANGE_SIGNED;
    bool is_negative = is_signed && (int64_t)value < 0;
    if ((range & FFI_RANGE_SIGNED) == 0)
        return !is_negative && (bits == 64 || value >> bits == 0);
    return is_negative ? (int64_t)value >= INT64_MIN >> (64 - bits) : value <= (uint64_t)INT64_MAX >> (64 - bits);
}

/* An integer as the parameter has it; false where it cannot have it. */
static bool put_integer(struct list_run *run, const struct ffi_link *link)
{
    uint64_t word = 0;
    uint32_t unused = 64 - 8 * link->size;
    memcpy(&word, run->window + link->from, link->size);
    if (link->kind == FFI_LINK_SIGNED)
        word = (uint64_t)((int64_t)(word << unused) >> unused);
    store((uint8_t *)run->own + link->to, word);
    return fits(word, link->kind == FFI_LINK_SIGNED, link->range);
}

static __attribute__((noinline)) bool put_links(struct list_run *run)
{
    const struct ffi_link *link = (const struct ffi_link *)run->following - run->call->link_count;
    for (; link != (const struct ffi_link *)run->following; link++) {
        const uint8_t *from = run->window + link->from;
        switch (link->kind) {
        case FFI_LINK_BYTES:
            memcpy((uint8_t *)run->own + link->to, from, link->size);
            break;
        case FFI_LINK_COPY:
            memmove(run->window + link->to, from, link->size);
            break;
        case FFI_LINK_ADDRESS:
            store((uint8_t *)run->own + link->to, (uint64_t)(uintptr_t)from);
            break;
        default:
            if (!put_integer(run, link))
                return false;
            break;
        }
    }
    return true;
}

/* Whether the calls that this one is linked to have run, so that there is something to be linked to. */
static bool links_have_run(const struct list_run *run)
{
    const struct ffi_link *link = (const struct ffi_link *)run->following - run->call->link_count;
    for (; link != (const struct ffi_link *)run->following; link++) {
        uint8_t state = run->results[link->call].state;
        if (link->kind != FFI_LINK_ADDRESS && state != FFI_CALL_COMPLETED && state != FFI_CALL_STOPPED)
            return false;
    }
    return true;
}

/* All of a call but its target, its registers and its words of the stack: mostly it is as in the call before. */
static __attribute__((noinline)) void put_shape(struct list_run *run, const struct ffi_list_call *call)
{
    struct ffi_image *own = run->own;
    own->convention = call->convention;
    own->flags = call->flags & CALL_FLAGS;
    own->stack_words = call->stack_words;
    own->stack_alignment = call->stack_alignment;
    ffi_put_tell_tales(own, call->integer_count, run->integers, call->vector_count, run->vectors);
    run->integers = call->integer_count;
    run->vectors = call->vector_count;
    memcpy(run->shape, &call->stack_words, sizeof run->shape);
}

static inline void put_call(struct list_run *run, const struct ffi_list_call *call)
{
    struct ffi_image *own = run->own;
    own->target = call->target;
    if (memcmp(run->shape, &call->stack_words, sizeof run->shape) != 0)
        put_shape(run, call);
    const uint64_t *word = (const uint64_t *)(call + 1);
    for (uint32_t i = 0; i < call->integer_count; i++)
        own->integers[i] = *word++;
    if ((call->flags & FFI_IMAGE_WIDE_VECTORS) != 0) {
        memcpy(own->vectors, word, sizeof own->vectors[0] * call->vector_count);
        word += 2 * call->vector_count;
    } else {
        for (uint32_t i = 0; i < call->vector_count; i++)
            store(own->vectors[i], *word++);
    }
    if (call->stack_words != 0)
        memcpy((uint8_t *)own + FFI_IMAGE_SIZE, word, 8 * (size_t)call->stack_words);
}

/* Makes the image of the next call that is to run; false where there is none. */
static inline bool advance(struct list_run *run)
{
    while (++run->index < run->count) {
        run->call = run->following;
        run->following = (const struct ffi_list_call *)((const uint8_t *)run->call + run->call->size);
        if (__builtin_expect(run->stopped, 0) && ((run->call->flags & FFI_LIST_ALWAYS) == 0 || !links_have_run(run)))
            continue;
        put_call(run, run->call);
        if (run->call->link_count == 0 || put_links(run)) {
            *(volatile uint64_t *)&run->frame->row = run->index;
            return true;
        }
        run->results[run->index].state = FFI_CALL_UNFIT;
        run->stopped = true;
    }
    return false;
}

/* What the gate asks. Where the machine is not as it was, the gate is left, which puts it right and says what it was. */
static uint64_t next(struct ffi_rows *gate)
{
    struct list_run *run = (struct list_run *)gate;
    if (__builtin_expect(ffi_is_copy, 0))
        ffi_end_copy();
    run->settled = false;
    if (run->checks_each && machine_changed(run))
        return 0;
    finish(run, 0);
    run->goes_on = advance(run);
    run->settled = true;
    return run->goes_on && run->own->convention == run->convention;
}

/* What the call threw is told as its result, and the list stops. */
static void settle_end(struct list_run *run, uint32_t end, uint32_t *outcome)
{
    struct ffi_image *own = run->own;
    own->fetch_offset = run->image->fetch_offset + run->text_used;
    own->fetch_limit = run->image->fetch_limit - run->text_used;
    own->fetch_length = 0;
    ffi_gate_settle_outcome(own, end, run->window);
    put_result(run, run->text_used | own->fetch_length << 32, FFI_CALL_THREW, own->mxcsr_changed, FFI_FETCH_SKIPPED);
    run->text_used += (uint32_t)own->fetch_length;
    run->stopped = true;
    if (*outcome == FFI_RETURNED || own->outcome == FFI_THREAD_EXIT)
        *outcome = own->outcome;
}

/* Through the gate, and on in its loop as far as it gets. */
static uint32_t go(struct list_run *run)
{
    struct ffi_image *own = run->own;
    run->convention = own->convention;
    own->mxcsr_changed = 0;
    ffi_call_gate *gate = own->convention == FFI_SYSTEM_V_X64 ? ffi_gate_system_v_x64 : ffi_gate_microsoft_x64;
    uint32_t end = gate(own, &run->gate);
    ffi_end_copy();
    return end;
}

static void run_calls(struct list_run *run, struct ffi_image *image)
{
    uint32_t outcome = FFI_RETURNED;
    run->goes_on = advance(run);
    while (run->goes_on && outcome != FFI_THREAD_EXIT) {
        uint32_t end = go(run);
        if (end != GATE_RETURNED) {
            settle_end(run, end, &outcome);
            run->goes_on = advance(run);
        } else if (!run->settled) {
            finish(run, run->own->mxcsr_changed);
            run->goes_on = advance(run);
        } else {
            image->mxcsr_changed |= run->own->mxcsr_changed;   /* of one of the calls so far */
        }
    }
    image->outcome = outcome;
    image->fetch_length = run->text_used;
    image->rows_done = run->ran;
}

static void run_list(struct ffi_image *image, uint32_t stack_words, uint32_t depth, struct ffi_recorder_frame *frame, uint8_t *window)
{
    ffi_lend_blocks(image);
    ffi_image_settle(image, window);
    ffi_guard_blocks(image, depth, window);
    const struct ffi_list *list = ffi_list_of(image);
    struct ffi_image *own = __builtin_alloca_with_align(FFI_IMAGE_SIZE + 8ull * stack_words, 8 * 64);
    memset(own, 0, FFI_IMAGE_SIZE);
    ffi_put_tell_tales(own, 0, 6, 0, 8);
    struct list_run run = { .gate.next = next, .following = (const struct ffi_list_call *)(list + 1), .results = (struct ffi_list_result *)(window + list->results),
        .index = UINT32_MAX, .count = list->call_count, .checks_each = (list->flags & FFI_LIST_CHECK_EACH) != 0,
        .frame = frame, .own = own, .image = image, .list = list, .window = window };
    read_modes(&run.mxcsr_before, &run.x87_before);
    ffi_enter_stage(frame, FFI_STAGE_NATIVE);
    run_calls(&run, image);
    ffi_settle_blocks(image, depth, window);
}

void ffi_gate_list(struct ffi_image *image, uint64_t room, uint32_t depth)
{
    struct ffi_recorder_frame *frame = &ffi_guard.recorder->frames[depth];
    image->rows_done = 0;
    frame->row = 0;    /* not that of the list before, while nothing has run */
    ffi_gate_begin(image, depth);
    uint32_t stack_words;
    if (image->length <= room && ffi_image_is_sound(image) && ffi_list_is_sound(image, depth, &stack_words))
        run_list(image, stack_words, depth, frame, ffi_guard.segment + FFI_WINDOW_OFFSET);
    else
        image->outcome = FFI_REFUSED;
    ffi_enter_stage(frame, FFI_STAGE_DONE);
}
