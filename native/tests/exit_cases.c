/* Native code that ends the process in other ways than by a signal. */
#include "harness.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void call_with(const char *name, int code)
{
    struct ffi_image *image = image_for(fixture(name));
    image->integers[0] = (uint64_t)code;
    call(image);
}

static void expect_exit(const struct run *run, uint32_t kind, int code)
{
    EXPECT(ended_with(run, code));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT_EQUAL(kind, run->crash->kind);
    EXPECT_EQUAL(code, run->crash->exit_code);
    EXPECT_EQUAL(0, run->crash->signal);
    EXPECT_EQUAL(run->recorder->frames[0].sequence, run->crash->sequence);
}

static bool any_frame_in(const struct run *run, const char *module)
{
    for (uint32_t frame = 0; frame < run->crash->frame_count; frame++)
        if (frame_in(run, frame, module))
            return true;
    return false;
}

static void exits(void) { call_with("end_exit", 7); }
static void verify_exits(const struct run *run)
{
    expect_exit(run, FFI_CRASH_EXIT, 7);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->crash->stage);
    EXPECT(any_frame_in(run, "gate_fixtures"));
    EXPECT(frame_in(run, 0, "libc"));
}

static void ends_at_once(void) { call_with("end_at_once", 7); }
static void ends_at_once_c99(void) { call_with("end_at_once_c99", 7); }
static void verify_ends_at_once(const struct run *run)
{
    expect_exit(run, FFI_CRASH_QUICK_EXIT, 7);
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->crash->stage);
    EXPECT(frame_in(run, 0, "gate_fixtures"));
    EXPECT(frame_in(run, 1, "gate_tests"));
}

static void ends_quick(void) { call_with("end_quick", 7); }
static void verify_ends_quick(const struct run *run)
{
    verify_ends_at_once(run);
    EXPECT(strstr(run->error_text, "quick hook") != NULL);
}

static void exits_in_thread(void) { call_with("run_thread", 4); }
static void verify_exits_in_thread(const struct run *run)
{
    expect_exit(run, FFI_CRASH_EXIT, 9);
    EXPECT(run->crash->thread != run->recorder->call_thread);
}

static void exits_although_announced(void)
{
    header()->flags |= FFI_HEADER_ORDERLY_SHUTDOWN;
    exits();
}

static void exits_between_calls(void)
{
    call_name("nothing");
    exit(5);
}
static void verify_exits_between_calls(const struct run *run)
{
    expect_exit(run, FFI_CRASH_EXIT, 5);
    EXPECT_EQUAL(FFI_STAGE_DONE, run->crash->stage);
}

static void orderly(void) { call_name("nothing"); }

static void crashes_in_hook(void) { call_with("exit_then_crash", 3); }
static void verify_crashes_in_hook(const struct run *run)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(SIGSEGV, run->crash->signal);
    EXPECT(any_frame_in(run, "libc"));
}

static void child_exits(void)
{
    struct ffi_image *image = image_for(fixture("child_exits"));
    image->integers[0] = 11;
    call(image);
    EXPECT_EQUAL(11, (int)image->rax);
}

const struct test exit_tests[] = {
    { "exit in a call is recorded with its code and caller", exits, verify_exits, 0 },
    { "_exit in a call is recorded with its code and caller", ends_at_once, verify_ends_at_once, 0 },
    { "_Exit in a call is recorded with its code and caller", ends_at_once_c99, verify_ends_at_once, 0 },
    { "quick_exit in a call is recorded and its hooks run", ends_quick, verify_ends_quick, 0 },
    { "exit on a thread of the library names that thread", exits_in_thread, verify_exits_in_thread, 0 },
    { "exit inside a call is recorded although a shutdown was announced", exits_although_announced, verify_exits, 0 },
    { "exit between calls is recorded when nobody announced it", exits_between_calls, verify_exits_between_calls, 0 },
    { "an announced exit between calls leaves no record", orderly, NULL, 0 },
    { "a crash in a hook of exit is recorded as that crash", crashes_in_hook, verify_crashes_in_hook, 0 },
    { "a child that a library forked exits without a record", child_exits, NULL, 0 },
    { NULL, NULL, NULL, 0 }
};
