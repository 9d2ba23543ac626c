/* Writes the crash record, the surest facts first, and says after each part how far it came: what follows may itself
   fault, on a smashed stack for instance. No malloc, no stdio, no lock: it runs in signal handlers. */
#define _GNU_SOURCE
#include "guard.h"
#include <dlfcn.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EXACT_ADDRESS (1ull << 63)
#define PAGE 0x1000ull
#define CLAIM_WAITS 200                      /* of 10 ms: how long a second dying thread lets the first one write */

struct abort_message {                       /* glibc, include/stdlib.h: struct abort_msg_s */
    unsigned int size;
    char text[];
};
static struct abort_message *const *abort_message;

static _Atomic int32_t owner;                /* thread that writes the record, 0 */

static const int register_order[18] = {
    REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8, REG_R9,
    REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP, REG_EFL
};
enum { REGISTER_RBP = 6, REGISTER_RSP = 7, REGISTER_RIP = 16 };

static void reach(uint32_t state)
{
    atomic_store_explicit((_Atomic uint32_t *)&ffi_guard.crash->state, state, memory_order_release);
}

void ffi_record_prepare(void)
{
    /* Private to glibc, but the only place where "double free or corruption" stands besides stderr. */
    abort_message = dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE");
    ffi_unwind_prepare();
}

bool ffi_record_claim(bool after_exit)
{
    int32_t nobody = 0, self = (int32_t)syscall(SYS_gettid);
    if (atomic_compare_exchange_strong(&owner, &nobody, self))
        return true;
    if (nobody == self) {                    /* its exit is recorded, and what runs after that hook crashes, or exits again */
        if (after_exit)
            reach(FFI_CRASH_NONE);
        return after_exit;
    }
    const struct timespec pause = { 0, 10 * 1000 * 1000 };
    for (int i = 0; i < CLAIM_WAITS && atomic_load(&owner) != 0; i++)
        nanosleep(&pause, NULL);
    return false;
}

void ffi_record_release(void)
{
    reach(FFI_CRASH_NONE);
    atomic_store(&owner, 0);
}

static void record_common(uint32_t kind)
{
    struct ffi_crash *crash = ffi_guard.crash;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    crash->kind = kind;
    crash->thread = (int32_t)syscall(SYS_gettid);
    const struct ffi_recorder_frame *frame = ffi_current_frame();
    crash->sequence = frame->sequence;
    crash->stage = frame->stage;
    crash->depth = ffi_guard.recorder->depth;
    crash->time_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    crash->stack_low = ffi_thread.stack_low;
    crash->stack_high = ffi_thread.stack_high;
    crash->frame_count = crash->chain_count = crash->abort_length = crash->stack_length = crash->maps_length = 0;
    crash->nested_signal = 0;
    prctl(PR_GET_NAME, crash->thread_name);
}

static void record_abort_message(void)
{
    const struct abort_message *message = abort_message != NULL ? *abort_message : NULL;
    struct ffi_crash *crash = ffi_guard.crash;
    uint32_t length = 0;
    if (message != NULL)
        for (; length < message->size && length < sizeof crash->abort_message - 1 && message->text[length] != 0; length++)
            crash->abort_message[length] = message->text[length];
    crash->abort_message[length] = 0;
    crash->abort_length = length;
}

/* Page by page: the stack may end, or be no stack at all. */
static void record_stack(uint64_t from)
{
    uint8_t *copy = ffi_guard.segment + FFI_CRASH_STACK_OFFSET;
    uint32_t length = 0;
    while (length < FFI_STACK_COPY_SIZE) {
        uint64_t address = from + length, piece = PAGE - address % PAGE;
        if (piece > FFI_STACK_COPY_SIZE - length)
            piece = FFI_STACK_COPY_SIZE - length;
        if (!ffi_read_memory(address, copy + length, piece))
            break;
        length += (uint32_t)piece;
    }
    ffi_guard.crash->stack_length = length;
}

static void record_memory(void)
{
    struct ffi_crash *crash = ffi_guard.crash;
    crash->chain_count = ffi_chain_frames(crash->chain, crash->registers[REGISTER_RIP], crash->registers[REGISTER_RBP]);
    record_stack(crash->registers[REGISTER_RSP]);
    crash->maps_length = ffi_record_maps((char *)ffi_guard.segment + FFI_CRASH_MAPS_OFFSET, FFI_MAPS_COPY_SIZE);
    reach(FFI_CRASH_STACK);
}

/* A jump to nowhere has no unwind information, but the call that made it left its return address on the stack. The
   unwinder reads the interrupted registers from the signal frame: show it the moment before the call, for as long as it looks. */
static void unwind_past_wild_jump(ucontext_t *context)
{
    struct ffi_crash *crash = ffi_guard.crash;
    greg_t *registers = context->uc_mcontext.gregs, rip = registers[REG_RIP], rsp = registers[REG_RSP];
    uint64_t return_address;
    if (!ffi_read_memory((uint64_t)rsp, &return_address, sizeof return_address))
        return;
    registers[REG_RIP] = (greg_t)return_address;
    registers[REG_RSP] = rsp + (greg_t)sizeof return_address;
    ffi_unwind_frames(crash->frames, &crash->frame_count, return_address);
    registers[REG_RIP] = rip;
    registers[REG_RSP] = rsp;
    if (crash->frame_count > 1)
        crash->frames[1] &= ~EXACT_ADDRESS;
}

void ffi_record_signal(int signal, const siginfo_t *info, ucontext_t *context, bool is_certain)
{
    struct ffi_crash *crash = ffi_guard.crash;
    const greg_t *registers = context->uc_mcontext.gregs;
    record_common(FFI_CRASH_SIGNAL);
    crash->signal = signal;
    crash->code = info->si_code;
    crash->address = info->si_code > 0 ? (uint64_t)(uintptr_t)info->si_addr : 0;
    crash->sender_pid = info->si_code <= 0 ? info->si_pid : 0;
    crash->error_code = (uint64_t)registers[REG_ERR];
    crash->trap_number = (uint64_t)registers[REG_TRAPNO];
    for (int i = 0; i < 18; i++)
        crash->registers[i] = (uint64_t)registers[register_order[i]];
    if (signal == SIGABRT)
        record_abort_message();
    else if (ffi_guard.heap != NULL)
        ffi_guard.heap->explain(crash->address, (struct ffi_heap_finding *)(ffi_guard.segment + FFI_HEAP_OFFSET));
    reach(FFI_CRASH_REGISTERS);
    if (is_certain)
        ffi_announce_and_step_aside();

    record_memory();

    crash->frames[0] = crash->registers[REGISTER_RIP] | EXACT_ADDRESS;
    crash->frame_count = 1;
    ffi_unwind_frames(crash->frames, &crash->frame_count, crash->registers[REGISTER_RIP]);
    if (crash->frame_count == 1)
        unwind_past_wild_jump(context);
    reach(FFI_CRASH_UNWOUND);
}

void ffi_record_exit(uint32_t kind, int code, uint64_t caller, uint64_t frame)
{
    struct ffi_crash *crash = ffi_guard.crash;
    record_common(kind);
    crash->exit_code = code;
    crash->registers[REGISTER_RIP] = caller;
    crash->registers[REGISTER_RSP] = crash->registers[REGISTER_RBP] = frame;
    reach(FFI_CRASH_REGISTERS);
    ffi_announce_death();

    record_memory();

    crash->frames[0] = caller;    /* a return address, unlike a faulting instruction */
    crash->frame_count = 1;
    ffi_unwind_frames(crash->frames, &crash->frame_count, caller);
    reach(FFI_CRASH_UNWOUND);
    ffi_announce_death();
}
