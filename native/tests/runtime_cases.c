/* Sharing signals with a managed runtime: a stand-in that, as the .NET runtime does, installs its handler after the
   constructor and before the first call, calls back what it found there for a fault it declines, and keeps its code in a section of its own. */
#include "harness.h"
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

/* Both are "mov (%rdi),%eax; ret": the stand-in resumes behind the first instruction, which is 2 bytes long. */
int managed_read(const int *address);
int helper_read(const int *address);
int managed_kill(long process, long signal);    /* the bare system call, so that the signal finds managed code */
__asm__(".pushsection __managedcode, \"ax\", @progbits\n.globl managed_read\nmanaged_read: movl (%rdi), %eax\n ret\n"
        ".globl managed_kill\nmanaged_kill: movl $62, %eax\n syscall\n nop\n nop\n ret\n.popsection\n"
        ".pushsection .text\n.globl helper_read\nhelper_read: movl (%rdi), %eax\n ret\n.popsection\n");

static struct sigaction before;
static volatile int handled;
static bool declines;

static void runtime_handler(int signal, siginfo_t *info, void *raw_context)
{
    ucontext_t *context = raw_context;
    if (declines) {
        before.sa_sigaction(signal, info, raw_context);
        return;
    }
    handled++;
    context->uc_mcontext.gregs[REG_RIP] += 2;
    context->uc_mcontext.gregs[REG_RAX] = 42;
}

static void start_runtime(bool declining)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = runtime_handler;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGSEGV, &action, &before);
    declines = declining;
    header();    /* the gate's first call puts the guard in front */
}

static const struct ffi_crash *record(void)
{
    return (const struct ffi_crash *)((const uint8_t *)header() + FFI_CRASH_OFFSET);
}

static void managed_fault(void)
{
    start_runtime(false);
    for (int i = 0; i < 1000; i++)
        EXPECT_EQUAL(42, managed_read(NULL));
    EXPECT_EQUAL(1000, handled);
    EXPECT_EQUAL(0, record()->kind);    /* not even begun */
}

static void helper_fault(void)
{
    start_runtime(false);
    for (int i = 0; i < 100; i++)
        EXPECT_EQUAL(42, helper_read(NULL));
    EXPECT_EQUAL(100, handled);
    EXPECT_EQUAL(FFI_CRASH_NONE, record()->state);
}

static void declined_managed_fault(void) { start_runtime(true), managed_read(NULL); }
static void declined_helper_fault(void) { start_runtime(true), helper_read(NULL); }
static void verify_declined(const struct run *run)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT_EQUAL(0, run->crash->nested_signal);
    EXPECT_EQUAL(FFI_STAGE_IDLE, run->crash->stage);
    EXPECT(frame_in(run, 0, "gate_tests") && run->crash->frame_count > 2);
}

static void library_fault(void)
{
    start_runtime(false);
    call_name("write_at");
}
static void helper_in_call(void)
{
    start_runtime(false);
    call(image_for((void *)(uintptr_t)helper_read));
}
static void raised(void)
{
    start_runtime(false);
    struct ffi_image *image = image_for(fixture("raise_signal"));
    image->integers[0] = SIGSEGV;
    call(image);
}
static void sent_to_managed_code(void)
{
    start_runtime(false);
    managed_kill(getpid(), SIGSEGV);
}
static void verify_recorded(const struct run *run)
{
    EXPECT(died_of(run, SIGSEGV));
    EXPECT_EQUAL(FFI_CRASH_UNWOUND, run->crash->state);
    EXPECT_EQUAL(SIGSEGV, run->crash->signal);
}

const struct test runtime_tests[] = {
    { "a fault in managed code goes to the runtime and leaves no record", managed_fault, NULL, 0 },
    { "a fault in the runtime's helpers goes to the runtime and its record is withdrawn", helper_fault, NULL, 0 },
    { "a managed fault that the runtime declines is recorded", declined_managed_fault, verify_declined, 0 },
    { "a helper's fault that the runtime declines is recorded as one fault", declined_helper_fault, verify_declined, 0 },
    { "a library's fault never reaches the runtime", library_fault, verify_recorded, 0 },
    { "a fault in the executable's own code inside a call never reaches the runtime", helper_in_call, verify_recorded, 0 },
    { "a raised SIGSEGV never reaches the runtime", raised, verify_recorded, 0 },
    { "a SIGSEGV sent while managed code runs never reaches the runtime", sent_to_managed_code, verify_recorded, 0 },
    { NULL, NULL, NULL, 0 }
};
