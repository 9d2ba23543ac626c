/* A call that leaves one of its buffers meets the guard page behind it. The page belongs to nobody, so the call can go on: the page is opened, what was
   touched is noted, and when the call has ended the page is closed again and the host is told. All of it works for any thread of a library, in signal handlers. */
#define _GNU_SOURCE
#include "guard.h"
#include "../gate/gate.h"
#include "../gate/window.h"
#include "../lane/lane.h"
#include "../lane/waiting.h"
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 0x1000ull
#define TRAP_PAGE_FAULT 14
#define ERROR_WRITE 2
#define ERROR_INSTRUCTION 16
#define MOST_YIELDS 100000
#define EXACT_ADDRESS (1ull << 63)

struct opened {
    uint64_t page;               /* offset in the window */
    uint32_t depth;              /* the call whose block lies before it */
    uint64_t sequence;           /* its number: the next call at this depth has another */
    uint8_t *block;
    struct ffi_overrun told;
};

static struct opened opened[FFI_MAX_OVERRUNS];    /* under the lock */
static _Atomic uint32_t opened_count;
static _Atomic uint32_t guarded;                  /* by depth, from the lowest bit: the calls whose blocks are guarded */
static atomic_flag lock = ATOMIC_FLAG_INIT;

static uint8_t *window_of(void) { return ffi_guard.segment + FFI_WINDOW_OFFSET; }

/* Held for some microseconds, and never across anything that could fault. A signal handler of a library may interrupt whoever has it, and run over itself:
   so nobody waits for ever. */
static bool take_lock(void)
{
    for (int i = 0; i < MOST_YIELDS; i++) {
        if (!atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
            return true;
        ffi_system_call(SYS_sched_yield, 0, 0, 0, 0);
    }
    return false;
}

static void release_lock(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

static bool protect(uint64_t page, long access)
{
    return ffi_system_call(SYS_mprotect, (long)(window_of() + page), (long)PAGE, access, 0) == 0;
}

static struct opened *find_opened(uint64_t page)
{
    for (uint32_t i = 0; i < opened_count; i++)
        if (opened[i].page == page)
            return &opened[i];
    return NULL;
}

/* The block before a guard page, of the innermost call that has one there. The segment can be scribbled over: each value is read once and checked. */
static bool find_block(uint64_t page, struct opened *found)
{
    bool any = false;
    uint64_t highest = 0;
    for (uint32_t depth = 0; depth < FFI_FRAMES; depth++) {
        if ((guarded & (1u << depth)) == 0)
            continue;
        const volatile struct ffi_image *image = ffi_frame(depth);
        uint64_t words = image->stack_words, count = image->block_count;
        if (words > MAX_STACK_WORDS || FFI_IMAGE_SIZE + 8 * words + sizeof(struct ffi_block) * count > FFI_FRAME_CALLBACK)
            continue;
        const volatile struct ffi_block *blocks = (const volatile struct ffi_block *)((const volatile uint8_t *)image + FFI_IMAGE_SIZE + 8 * words);
        for (uint32_t i = 0; i < count; i++) {
            uint64_t offset = blocks[i].offset, length = blocks[i].length, low, high;
            if ((blocks[i].flags & FFI_BLOCK_GUARDED) == 0 || !ffi_slot_of(offset, length, &low, &high) || high != page || (any && offset < highest))
                continue;
            any = true;
            highest = offset;
            found->depth = depth;
            found->block = window_of() + offset;
            found->told.block = i;
        }
    }
    return any;
}

/* Whether somebody may have come here through the slot, and before it through a guard page that is open: that is no overrun of this slot's block. Of reads
   nobody can tell. */
static bool came_through(uint64_t page)
{
    uint64_t low, high;
    if (!ffi_slot_of(page, 0, &low, &high) || low == 0)
        return false;
    const struct opened *before = find_opened(low - PAGE);
    return before != NULL && (before->told.kind == FFI_PAGE_READ || window_of()[low - 1] != FFI_CANARY);
}

static bool open_page(uint64_t page, struct opened *entry)
{
    if (opened_count == FFI_MAX_OVERRUNS || !find_block(page, entry) || came_through(page) || !protect(page, PROT_READ | PROT_WRITE))
        return false;
    /* What is read over the end ends texts soon, and cannot be another call's secret. */
    memset(window_of() + page, entry->told.kind == FFI_PAGE_READ ? 0 : FFI_CANARY, PAGE);
    entry->told.first += page + window_of() - entry->block;
    entry->told.last = entry->told.first;
    entry->told.row = ffi_guard.recorder->frames[entry->depth].row;
    entry->sequence = ffi_guard.recorder->frames[entry->depth].sequence;
    opened[opened_count] = *entry;
    opened_count++;
    return true;
}

/* Before the lock is taken: on a smashed stack the unwinder may fault itself, which is a crash like any other then. */
static void unwind(struct ffi_overrun *told, uint64_t instruction)
{
    uint64_t frames[FFI_MAX_FRAMES] = { instruction | EXACT_ADDRESS };
    uint32_t count = 1;
    sigset_t fault;
    sigemptyset(&fault);
    sigaddset(&fault, SIGSEGV);
    sigprocmask(SIG_UNBLOCK, &fault, NULL);    /* what the mask was, the return from the handler says */
    ffi_unwind_frames(frames, &count, instruction);
    told->frame_count = count < FFI_OVERRUN_FRAMES ? count : FFI_OVERRUN_FRAMES;
    memcpy(told->frames, frames, told->frame_count * sizeof frames[0]);
}

bool ffi_overrun_goes_on(int signal, const siginfo_t *info, const ucontext_t *context)
{
    uint64_t error = (uint64_t)context->uc_mcontext.gregs[REG_ERR], at = (uint64_t)(uintptr_t)info->si_addr - (uint64_t)(uintptr_t)window_of(), low, high;
    if (signal != SIGSEGV || info->si_code != SEGV_ACCERR || context->uc_mcontext.gregs[REG_TRAPNO] != TRAP_PAGE_FAULT || (error & ERROR_INSTRUCTION) != 0
        || guarded == 0 || at >= ffi_window_size() || ffi_window_holds(at, 1))
        return false;
    (void)ffi_slot_of(at, 0, &low, &high);
    struct opened entry = { .page = high, .told = { .kind = (error & ERROR_WRITE) != 0 ? FFI_PAGE_WRITTEN : FFI_PAGE_READ, .first = (int64_t)(at - high),
        .thread = (int32_t)ffi_system_call(SYS_gettid, 0, 0, 0, 0) } };
    if (ffi_guard.recorder->overrun == 0) {
        ffi_guard.recorder->overrun_error = error;
        ffi_guard.recorder->overrun = (uint64_t)(uintptr_t)info->si_addr;
    }
    unwind(&entry.told, (uint64_t)context->uc_mcontext.gregs[REG_RIP]);
    if (!take_lock())
        return false;
    bool goes_on = find_opened(high) != NULL || open_page(high, &entry);
    release_lock();
    return goes_on;
}

/* The last byte that somebody wrote, and the first: it need not be the one that opened the page. */
static void look_for_writes(struct opened *entry)
{
    const uint8_t *page = window_of() + entry->page;
    uint8_t fill = entry->told.kind == FFI_PAGE_READ ? 0 : FFI_CANARY;
    int64_t behind = page - entry->block;
    uint32_t high = PAGE, low = 0;
    while (high > 0 && page[high - 1] == fill)
        high--;
    if (high == 0)
        return;
    while (low < high - 1 && page[low] == fill)    /* another thread may still write */
        low++;
    if (entry->told.kind == FFI_PAGE_READ || entry->told.first > behind + low)
        entry->told.first = behind + low;
    entry->told.kind = FFI_PAGE_WRITTEN;
    entry->told.last = behind + high - 1;
}

/* Closes the pages of a call, and those of calls within it that have ended. One that were not closed would let the next overrun pass: then the worker is of
   no use any more. What an earlier call opened when it had just been looked at is told of no other. */
static __attribute__((noinline, cold)) uint32_t close_pages(uint32_t depth, struct ffi_overrun *entries)
{
    uint32_t count = 0, kept = 0;
    uint64_t sequence = ffi_guard.recorder->frames[depth].sequence;
    if (!take_lock())
        __builtin_trap();
    for (uint32_t i = 0; i < opened_count; i++) {
        if (opened[i].depth < depth) {
            opened[kept++] = opened[i];
            continue;
        }
        look_for_writes(&opened[i]);
        if (!protect(opened[i].page, PROT_NONE))
            __builtin_trap();
        if (opened[i].depth == depth && opened[i].sequence == sequence)
            entries[count++] = opened[i].told;
    }
    opened_count = kept;
    if (kept == 0)
        ffi_guard.recorder->overrun = 0;
    release_lock();
    return count;
}

void ffi_overruns_begin(uint32_t depth)
{
    struct ffi_overrun late[FFI_MAX_OVERRUNS];
    if (__builtin_expect(atomic_load_explicit(&opened_count, memory_order_relaxed) != 0, 0))
        close_pages(depth, late);    /* of another thread, which ran over just as the call before ended */
    if (__builtin_expect(depth == 0 && ffi_guard.recorder->overrun != 0, 0))
        ffi_guard.recorder->overrun = 0;
    atomic_store_explicit(&guarded, atomic_load_explicit(&guarded, memory_order_relaxed) | 1u << depth, memory_order_relaxed);
}

uint32_t ffi_overruns_end(uint32_t depth, struct ffi_overrun *entries)
{
    atomic_store_explicit(&guarded, atomic_load_explicit(&guarded, memory_order_relaxed) & ~(1u << depth), memory_order_relaxed);
    return __builtin_expect(atomic_load_explicit(&opened_count, memory_order_relaxed) == 0, 1) ? 0 : close_pages(depth, entries);
}
