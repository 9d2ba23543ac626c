/* Each way to die by a signal, and what the record then says. */
#include "harness.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP, RIP = 16 };
#define EXACT (1ull << 63)

static void call_with(const char *name, uint64_t first, uint64_t second)
{
    struct ffi_image *image = image_for(fixture(name));
    image->integers[0] = first;
    image->integers[1] = second;
    call(image);
}

/* What every record of a signal inside a call must hold. */
static void expect_record(const struct run *run, int signal)
{
    EXPECT(died_of(run, signal));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT_EQUAL(FFI_CRASH_SIGNAL, run->crash->kind);
    EXPECT_EQUAL(signal, run->crash->signal);
    EXPECT_EQUAL(0, run->crash->nested_signal);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->crash->stage);
    EXPECT_EQUAL(run->recorder->frames[0].sequence, run->crash->sequence);
    EXPECT(run->crash->sequence > 1000);
    EXPECT(run->crash->time_ns != 0);
    EXPECT_EQUAL(run->worker, run->recorder->call_thread);
    EXPECT_EQUAL(run->crash->registers[RIP] | EXACT, run->crash->frames[0]);
    EXPECT_EQUAL(run->crash->registers[RIP], run->crash->chain[0]);
    EXPECT(run->crash->maps_length > 500);
}

static void expect_on_call_thread(const struct run *run)
{
    EXPECT_EQUAL(run->recorder->call_thread, run->crash->thread);
    EXPECT(strcmp(run->crash->thread_name, "ffi-worker") == 0);
    EXPECT(run->crash->registers[RSP] > run->crash->stack_low && run->crash->registers[RSP] < run->crash->stack_high);
}

/* The fixture, then the gate and the worker's own code, which the executable holds. */
static void expect_stack_through_gate(const struct run *run)
{
    EXPECT(frame_in(run, 0, "gate_fixtures"));
    EXPECT(frame_in(run, 1, "gate_tests"));
    EXPECT(run->crash->frame_count >= 5);                      /* read_at, gate, ffi_gate, call, test, be_worker, main, libc */
    EXPECT(frame_in(run, run->crash->frame_count - 2, "libc") || frame_in(run, run->crash->frame_count - 1, "gate_tests"));
    EXPECT((run->crash->frames[1] & EXACT) == 0);
    EXPECT(run->crash->chain_count >= 3);
}

static void expect_leaf_in_stack_copy(const struct run *run)
{
    uint64_t top;
    EXPECT(run->crash->stack_length >= 64);
    memcpy(&top, run->segment + FFI_CRASH_STACK_OFFSET, sizeof top);
    EXPECT_EQUAL(run->crash->frames[1], top);                  /* read_at has no frame: its return address tops the copy of the stack */
}

static void read_null(void) { call_with("read_at", 0, 0); }
static void verify_read_null(const struct run *run)
{
    expect_record(run, SIGSEGV);
    expect_on_call_thread(run);
    expect_stack_through_gate(run);
    expect_leaf_in_stack_copy(run);
    EXPECT_EQUAL(0, run->crash->address);
    EXPECT_EQUAL(14, run->crash->trap_number);
    EXPECT_EQUAL(0, run->crash->error_code & 2);
    EXPECT_EQUAL(0, run->crash->registers[RDI]);
    EXPECT(run->crash->code > 0);
}

static void write_wild(void) { call_with("write_at", 0x123456789000, 0); }
static void verify_write_wild(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT_EQUAL(0x123456789000, run->crash->address);
    EXPECT_EQUAL(2, run->crash->error_code & 2);
}

static void write_constant(void) { call_with("write_constant", 0, 0); }
static void verify_write_constant(const struct run *run)
{
    char line[512];
    expect_record(run, SIGSEGV);
    EXPECT_EQUAL(2, run->crash->error_code & 2);
    EXPECT_EQUAL(SEGV_ACCERR, run->crash->code);
    EXPECT(strstr(module_at(run, run->crash->address, line, sizeof line), "gate_fixtures") != NULL);
}

static void non_canonical(void) { call_with("read_at", 0x4141414141414141, 0); }
static void verify_non_canonical(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT_EQUAL(13, run->crash->trap_number);
    EXPECT_EQUAL(0x4141414141414141, run->crash->registers[RDI]);
}

static void jump_to_nowhere(void) { call_with("jump_to_nowhere", 0, 0); }
static void verify_jump_to_nowhere(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT_EQUAL(0, run->crash->registers[RIP]);
    EXPECT_EQUAL(16, run->crash->error_code & 16);
    EXPECT(frame_in(run, 1, "gate_fixtures"));
    EXPECT(frame_in(run, 2, "gate_tests"));
    EXPECT((run->crash->frames[1] & EXACT) == 0);
    EXPECT(run->crash->frame_count >= 5);
}

static void null_target(void) { call(image_for(NULL)); }
static void verify_null_target(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT(frame_in(run, 1, "gate_tests"));
}

static void overrun(void)
{
    struct ffi_image *image = image_for(fixture("copy_text"));
    strcpy((char *)window() + FETCH_OFFSET, "seventeen letters");
    put_block(image, SMALL_SLOT_END - 16, 16, FFI_BLOCK_OUT);
    put_relocation(image, FFI_PLACE_IMAGE, offsetof(struct ffi_image, integers), SMALL_SLOT_END - 16);
    put_relocation(image, FFI_PLACE_IMAGE, offsetof(struct ffi_image, integers) + 8, FETCH_OFFSET);
    call(image);
}
static void verify_overrun(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT_EQUAL(run->header->segment_address + FFI_WINDOW_OFFSET + SMALL_SLOT_END, run->crash->address);
    EXPECT_EQUAL(2, run->crash->error_code & 2);
    EXPECT(memcmp(run->segment + FFI_WINDOW_OFFSET + SMALL_SLOT_END - 16, "seventeen letter", 16) == 0);
}

static void bad_text(void)
{
    struct ffi_image *image = image_for(fixture("bad_text"));
    image->integers[0] = 0x123456789FFD;    /* so near a page's end a vector load would fault elsewhere */
    image->fetch_kind = FFI_FETCH_TEXT8;
    call(image);
}
static void verify_bad_text(const struct run *run)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT_EQUAL(FFI_STAGE_READING, run->crash->stage);
    EXPECT_EQUAL(0x123456789FFD, run->crash->address);
}

static void bus_error(void) { call_with("bus_error", 0, 0); }
static void verify_bus_error(const struct run *run) { expect_record(run, SIGBUS), expect_stack_through_gate(run); }
static void divide(void) { call_with("divide", 1, 0); }
static void verify_divide(const struct run *run)
{
    expect_record(run, SIGFPE);
    EXPECT_EQUAL(FPE_INTDIV, run->crash->code);
    EXPECT_EQUAL(run->crash->registers[RIP], run->crash->address);
}
static void illegal_instruction(void) { call_with("illegal_instruction", 0, 0); }
static void verify_illegal_instruction(const struct run *run) { expect_record(run, SIGILL); }
static void breakpoint(void) { call_with("breakpoint", 0, 0); }
static void verify_breakpoint(const struct run *run) { expect_record(run, SIGTRAP); }

static void abort_plainly(void) { call_with("abort_plainly", 0, 0); }
static void verify_abort(const struct run *run)
{
    expect_record(run, SIGABRT);
    EXPECT_EQUAL(0, run->crash->abort_length);
    EXPECT(frame_in(run, 0, "libc"));
    EXPECT_EQUAL(run->worker, run->crash->sender_pid);
}

static void raise_segv(void) { call_with("raise_signal", SIGSEGV, 0); }
static void verify_raise_segv(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT(run->crash->code <= 0);
    EXPECT_EQUAL(run->worker, run->crash->sender_pid);
}
static void raise_sys(void) { call_with("raise_signal", SIGSYS, 0); }
static void verify_raise_sys(const struct run *run) { expect_record(run, SIGSYS); }

static void raise_kill(void) { call_with("raise_signal", SIGKILL, 0); }
static void verify_raise_kill(const struct run *run)
{
    EXPECT(died_of(run, SIGKILL));
    EXPECT_EQUAL(FFI_CRASH_NONE, run->crash->state);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->recorder->frames[0].stage);
}

static void free_twice(void) { call_with("free_twice", 0, 0); }
static void verify_free_twice(const struct run *run)
{
    expect_record(run, SIGABRT);
    EXPECT(strstr(run->crash->abort_message, "double free or corruption") != NULL);
    EXPECT_EQUAL(strlen(run->crash->abort_message), run->crash->abort_length);
    EXPECT(strstr(run->error_text, "double free or corruption") != NULL);
}

static void smash_stack(void) { call_with("smash_stack", 0, 0); }
static void verify_smash_stack(const struct run *run)
{
    EXPECT(died_of(run, SIGABRT));
    EXPECT_EQUAL(FFI_CRASH_STACK, run->crash->state);
    EXPECT_EQUAL(SIGABRT, run->crash->signal);
    EXPECT_EQUAL(SIGSEGV, run->crash->nested_signal);
    EXPECT(strstr(run->crash->abort_message, "stack smashing detected") != NULL);
    EXPECT(run->crash->frame_count > 1 && frame_in(run, 0, "libc"));
}

static void overflow(void) { call_with("overflow_stack", 0, 0); }
static void verify_overflow(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT_EQUAL(FFI_MAX_FRAMES, run->crash->frame_count);
    EXPECT_EQUAL(FFI_MAX_FRAMES, run->crash->chain_count);
    EXPECT(frame_in(run, FFI_MAX_FRAMES - 1, "gate_fixtures"));
    EXPECT(run->crash->address < run->crash->stack_low + 0x10000);
}
static void alloca_overflow(void) { call_with("huge_alloca", 64u << 20, 0); }
static void verify_alloca_overflow(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT(run->crash->registers[RSP] < run->crash->stack_low);
}

static void thread_overflow(void) { call_with("run_thread", 2, 0); }
static void verify_thread_overflow(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT(run->crash->thread != run->recorder->call_thread);
    EXPECT_EQUAL(FFI_MAX_FRAMES, run->crash->frame_count);
    EXPECT(run->crash->address < run->crash->stack_low + 0x10000 && run->crash->stack_low != 0);
}
static void thread_crash(void) { call_with("run_thread", 1, 0); }
static void verify_thread_crash(const struct run *run)
{
    expect_record(run, SIGSEGV);
    EXPECT(run->crash->thread != run->recorder->call_thread);
    EXPECT(frame_in(run, 0, "gate_fixtures") && frame_in(run, 1, "gate_fixtures"));
}
static void crash_afterwards(void)
{
    call_with("start_thread", 3, 0);
    for (;;)
        pause();
}
static void verify_crash_afterwards(const struct run *run)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT_EQUAL(FFI_STAGE_DONE, run->crash->stage);
    EXPECT(run->crash->thread != run->recorder->call_thread);
}
static void four_at_once(void) { call_with("crash_four_at_once", 0, 0); }
static void verify_four_at_once(const struct run *run) { expect_record(run, SIGSEGV); }

static void child_crashes(void)
{
    struct ffi_image *image = image_for(fixture("child_crashes"));
    call(image);
    EXPECT_EQUAL(SIGSEGV, (int)image->rax);
}

static void crash_with_signals_blocked(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    call_with("abort_plainly", 0, 0);
}

const struct test crash_tests[] = {
    { "a null read is recorded with address, registers, stack and maps", read_null, verify_read_null, 0 },
    { "a wild write is recorded with its address", write_wild, verify_write_wild, 0 },
    { "a write to a constant is a protection fault in the library's own page", write_constant, verify_write_constant, 0 },
    { "a non-canonical address is a general protection fault", non_canonical, verify_non_canonical, 0 },
    { "a jump to nowhere is unwound from the call that made it", jump_to_nowhere, verify_jump_to_nowhere, 0 },
    { "a null function is unwound from the gate", null_target, verify_null_target, 0 },
    { "an overrun by one byte faults at the block's end exactly", overrun, verify_overrun, 0 },
    { "a returned pointer that is bad dies in stage reading, at its own address", bad_text, verify_bad_text, 0 },
    { "a bus error is recorded", bus_error, verify_bus_error, 0 },
    { "a division by zero is recorded", divide, verify_divide, 0 },
    { "an illegal instruction is recorded", illegal_instruction, verify_illegal_instruction, 0 },
    { "a breakpoint is recorded and does not go on", breakpoint, verify_breakpoint, 0 },
    { "a plain abort is recorded without a message", abort_plainly, verify_abort, 0 },
    { "a raised SIGSEGV ends the worker", raise_segv, verify_raise_segv, 0 },
    { "a raised SIGSYS ends the worker", raise_sys, verify_raise_sys, 0 },
    { "a SIGKILL leaves the flight recorder as evidence", raise_kill, verify_raise_kill, 0 },
    { "a double free is recorded with glibc's own words", free_twice, verify_free_twice, 0 },
    { "a smashed stack keeps the record up to the unwinding and dies of its first signal", smash_stack, verify_smash_stack, 0 },
    { "a stack overflow on the main thread is recorded", overflow, verify_overflow, 0 },
    { "an alloca far below the stack is recorded", alloca_overflow, verify_alloca_overflow, 0 },
    { "a stack overflow on a thread of the library is recorded", thread_overflow, verify_thread_overflow, 0 },
    { "a crash on a thread of the library names that thread", thread_crash, verify_thread_crash, 0 },
    { "a crash after the call has returned is recorded in stage done", crash_afterwards, verify_crash_afterwards, 0 },
    { "of four threads that crash at once one writes the record", four_at_once, verify_four_at_once, 0 },
    { "a child that a library forked dies without a record", child_crashes, NULL, 0 },
    { "an abort with every signal blocked is recorded", crash_with_signals_blocked, verify_abort, 0 },
    { NULL, NULL, NULL, 0 }
};
