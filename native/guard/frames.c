/* Two ways to walk a stack, because each sees what the other misses: by unwind tables (also through code without frame
   pointers) and by frame pointers (also past code without tables). Both are safe in a signal handler. */
#define _GNU_SOURCE
#include "guard.h"
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>
#include <unwind.h>

#define EXACT_ADDRESS (1ull << 63)
#define MAX_VISITS (2 * FFI_MAX_FRAMES)     /* a damaged stack can send the unwinder round in circles */

/* The kernel answers EFAULT where a load would fault. */
bool ffi_read_memory(uint64_t address, void *into, uint64_t length)
{
    struct iovec local = { into, length }, remote = { (void *)(uintptr_t)address, length };
    return process_vm_readv(ffi_guard.process, &local, 1, &remote, 1, 0) == (ssize_t)length;
}

uint32_t ffi_chain_frames(uint64_t *chain, uint64_t instruction, uint64_t frame)
{
    uint32_t count = 0;
    chain[count++] = instruction;
    while (count < FFI_MAX_FRAMES) {
        uint64_t link[2];                   /* the caller's frame pointer, the return address */
        if (frame % 8 != 0 || !ffi_read_memory(frame, link, sizeof link) || link[1] == 0)
            break;
        chain[count++] = link[1];
        if (link[0] <= frame)               /* a stack grows downwards, so callers lie above */
            break;
        frame = link[0];
    }
    return count;
}

struct walk {
    uint64_t *frames;
    uint32_t *count;
    uint64_t start;                         /* the frame that is entry 0 already; those before it are the handler's */
    uint32_t visits;
    bool started;
    bool replace_start;                     /* start itself is to be listed, since entry 0 is another address */
};

static void list(struct walk *walk, uint64_t instruction, bool exact)
{
    walk->frames[*walk->count] = instruction | (exact ? EXACT_ADDRESS : 0);
    (*walk->count)++;                       /* entry by entry: a fault in the unwinder leaves what was found */
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *argument)
{
    struct walk *walk = argument;
    int exact = 0;                          /* the frame was interrupted here, not left by a call */
    uint64_t instruction = _Unwind_GetIPInfo(context, &exact);
    if (++walk->visits > MAX_VISITS || *walk->count >= FFI_MAX_FRAMES)
        return _URC_END_OF_STACK;
    if (walk->started) {
        if (instruction == 0)
            return _URC_END_OF_STACK;
        list(walk, instruction, exact != 0);
    } else if (instruction == walk->start) {
        walk->started = true;
        if (walk->replace_start)
            list(walk, instruction, exact != 0);
    }
    return _URC_NO_REASON;
}

void ffi_unwind_frames(uint64_t *frames, uint32_t *count, uint64_t start)
{
    struct walk walk = {
        .frames = frames, .count = count, .start = start,
        .replace_start = (frames[0] & ~EXACT_ADDRESS) != (start & ~EXACT_ADDRESS)
    };
    _Unwind_Backtrace(visit, &walk);
}

static _Unwind_Reason_Code ignore(struct _Unwind_Context *context, void *unused)
{
    (void)context, (void)unused;
    return _URC_NO_REASON;
}

/* The first walk binds symbols and fills the unwinder's caches; that must not happen in a handler. */
void ffi_unwind_prepare(void)
{
    _Unwind_Backtrace(ignore, NULL);
    char byte;
    ffi_read_memory((uint64_t)(uintptr_t)&byte, &byte, 1);
}
