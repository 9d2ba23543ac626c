/* Who asks: which thread, in which call, from where. The guarded threads are the one that makes calls, and those that libraries make; the worker's own never are. */
#define _GNU_SOURCE
#include "heap.h"
#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <unwind.h>

#define MOST_VISITS 24    /* this heap's own frames among them */

struct ffi_heap_worker ffi_worker;
struct bounds {
    uint64_t low, high;
};
static struct bounds loader, unwinder;    /* of their code */

/* initial-exec: it is asked for before a thread has anything else, and must allocate nothing itself. */
static _Thread_local struct {
    bool guarded, walks;
    int32_t id;
    uint64_t stack_low, stack_high;
} thread __attribute__((tls_model("initial-exec")));

void ffi_guard_thread(uint64_t stack_low, uint64_t stack_high)
{
    thread.id = (int32_t)syscall(SYS_gettid);
    thread.stack_low = stack_low;
    thread.stack_high = stack_high;
    thread.guarded = true;
}

void ffi_leave_thread(void) { thread.guarded = false; }

bool ffi_guards_thread(void) { return thread.guarded; }

bool ffi_pause_thread(bool guarded)
{
    bool before = thread.guarded;
    thread.guarded = guarded;
    return before;
}

static bool is_within(const void *address, uint64_t low, uint64_t high) { return (uint64_t)(uintptr_t)address - low < high - low; }

/* Whoever calls malloc through the gate is in the worker's executable; that itself allocates nothing here to speak of. The loader keeps books of its own about libraries and threads: no library's business,
   and asked for with its locks held. */
bool ffi_takes_part(const void *caller)
{
    return thread.guarded && !is_within(caller, loader.low, loader.high);
}

/* Of the stack that is in use: what lies below is nobody's. */
bool ffi_on_own_stack(uint64_t address)
{
    uint64_t here = (uint64_t)(uintptr_t)__builtin_frame_address(0);
    return here >= thread.stack_low && address >= here && address < thread.stack_high;
}

static int find_code(struct dl_phdr_info *module, size_t size, void *unused)
{
    (void)size, (void)unused;
    for (int i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &module->dlpi_phdr[i];
        struct bounds bounds = { module->dlpi_addr + part->p_vaddr, module->dlpi_addr + part->p_vaddr + part->p_memsz };
        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0)
            continue;
        if (module->dlpi_addr == getauxval(AT_BASE))
            loader = bounds;
        if (is_within((const void *)(uintptr_t)_Unwind_Backtrace, bounds.low, bounds.high))
            unwinder = bounds;
    }
    return 0;
}

void ffi_find_neighbours(void) { dl_iterate_phdr(find_code, NULL); }

struct walk {
    struct ffi_heap_origin *origin;
    const void *caller;
    uint32_t visits;
    bool started;
};

/* Up to the worker's own code, that of the gate: what called it is the call itself. */
static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *argument)
{
    struct walk *walk = argument;
    uint64_t at = _Unwind_GetIP(context);
    if (walk->started) {
        if (at == 0 || is_within((const void *)(uintptr_t)at, ffi_worker.executable_low, ffi_worker.executable_high))
            return _URC_END_OF_STACK;
        walk->origin->frames[walk->origin->frame_count++] = at;
        if (walk->origin->frame_count == FFI_HEAP_FRAMES)
            return _URC_END_OF_STACK;
    }
    walk->started = walk->started || at == (uint64_t)(uintptr_t)walk->caller;
    return ++walk->visits == MOST_VISITS ? _URC_END_OF_STACK : _URC_NO_REASON;
}

/* The unwinder allocates itself, under a lock of its own, where code was registered with it at run time. */
static void walk_stack(struct ffi_heap_origin *origin, const void *caller)
{
    if (thread.walks || is_within(caller, unwinder.low, unwinder.high) || is_within(caller, loader.low, loader.high))
        return;
    struct walk walk = { .origin = origin, .caller = caller };
    thread.walks = true;
    _Unwind_Backtrace(visit, &walk);
    thread.walks = false;
}

/* The segment can be scribbled over: nothing of it is more than a number that is passed on. */
struct ffi_heap_origin ffi_origin(uint32_t function, const void *caller)
{
    const struct ffi_recorder *recorder = (const struct ffi_recorder *)(ffi_worker.segment + FFI_RECORDER_OFFSET);
    uint32_t depth = recorder->depth < FFI_FRAMES ? recorder->depth : FFI_FRAMES - 1;
    const struct ffi_image *image = (const struct ffi_image *)(ffi_worker.segment + FFI_LANE_OFFSET + depth * FFI_FRAME_SIZE);
    struct ffi_heap_origin origin = {
        .sequence = recorder->frames[0].sequence, .target = image->target, .thread = thread.id != 0 ? thread.id : (int32_t)syscall(SYS_gettid),
        .depth = depth, .function = function };
    if (!is_within(caller, ffi_worker.executable_low, ffi_worker.executable_high)) {
        origin.frames[origin.frame_count++] = (uint64_t)(uintptr_t)caller;
        walk_stack(&origin, caller);
    }
    return origin;
}
