/* Who gets a fault: the .NET runtime where it is a managed fault (a NullReferenceException begins as SIGSEGV), the crash
   record everywhere else. The runtime installs its handlers after the constructor; so the guard goes in twice, before it
   (early crashes; and the runtime calls us back for what it declines) and over it. */
#define _GNU_SOURCE
#include "guard.h"
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OVERFLOW_REACH 0x10000     /* a big frame's first touch may lie this far below the stack */
#define TRAP_PAGE_FAULT 14

static const int guarded[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };
#define GUARDED_COUNT (sizeof guarded / sizeof guarded[0])

static struct sigaction runtime_action[NSIG];      /* all zero is SIG_DFL: nothing to chain to */
static uint64_t executable_low, executable_high;   /* code of the executable */

/* Bounds of the compiler's managed code; the linker makes them from the section's name. Absent outside a NativeAOT executable. */
extern const char __start___managedcode[] __attribute__((weak, visibility("hidden")));
extern const char __stop___managedcode[] __attribute__((weak, visibility("hidden")));

static bool is_managed(uint64_t instruction)
{
    return instruction >= (uint64_t)(uintptr_t)__start___managedcode && instruction < (uint64_t)(uintptr_t)__stop___managedcode;
}

static bool is_executables_own(uint64_t instruction)
{
    return instruction >= executable_low && instruction < executable_high;
}

_Noreturn void ffi_die(int signal)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, NULL);
    sigset_t unblock;
    sigemptyset(&unblock);
    sigaddset(&unblock, signal);
    sigprocmask(SIG_UNBLOCK, &unblock, NULL);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
    ffi_end_process(128 + signal);    /* not reached: the default of every guarded signal is death */
}

void ffi_remove_guarded(sigset_t *set)
{
    for (size_t i = 0; i < GUARDED_COUNT; i++)
        sigdelset(set, guarded[i]);
}

static bool has_runtime_handler(int signal)
{
    return (runtime_action[signal].sa_flags & SA_SIGINFO) != 0;
}

static bool is_stack_overflow(int signal, const siginfo_t *info, const ucontext_t *context)
{
    if ((signal != SIGSEGV && signal != SIGBUS) || context->uc_mcontext.gregs[REG_TRAPNO] != TRAP_PAGE_FAULT || ffi_thread.stack_low == 0)
        return false;
    uint64_t address = (uint64_t)(uintptr_t)info->si_addr, stack_pointer = (uint64_t)context->uc_mcontext.gregs[REG_RSP];
    uint64_t distance = address > stack_pointer ? address - stack_pointer : stack_pointer - address;
    return address < ffi_thread.stack_low + OVERFLOW_REACH && (distance < OVERFLOW_REACH || stack_pointer < ffi_thread.stack_low);
}

enum owner { OWNER_CRASH, OWNER_RUNTIME, OWNER_RUNTIME_PERHAPS };

/* Only a fault of the machine (si_code > 0) can be a managed one; raise() and kill() would return to the caller if chained. */
static enum owner owner_of(int signal, const siginfo_t *info, const ucontext_t *context)
{
    if (info->si_code <= 0 || !has_runtime_handler(signal) || is_stack_overflow(signal, info, context))
        return OWNER_CRASH;
    uint64_t instruction = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
    if (is_managed(instruction))
        return OWNER_RUNTIME;
    /* The runtime's helpers (a write barrier, say) may fault for a managed null. On the call thread, while it is out in
       native code, the same text means our own gate instead. */
    bool call_is_out = ffi_thread.id == ffi_guard.recorder->call_thread && ffi_in_call(ffi_current_frame()->stage);
    return is_executables_own(instruction) && !call_is_out ? OWNER_RUNTIME_PERHAPS : OWNER_CRASH;
}

/* Returns where the runtime turned the fault into a managed exception. Where it declines, it calls the handler that it
   found at its start, which is on_signal again: see there. */
static void chain(int signal, siginfo_t *info, void *context)
{
    ffi_thread.chained = signal;
    runtime_action[signal].sa_sigaction(signal, info, context);
    ffi_thread.chained = 0;
}

static void record(int signal, siginfo_t *info, ucontext_t *context, bool is_certain)
{
    /* A fault while recording must come back to us, not kill the process with the wrong signal. */
    sigset_t faults;
    sigemptyset(&faults);
    for (size_t i = 0; i < GUARDED_COUNT; i++)
        sigaddset(&faults, guarded[i]);
    ffi_thread.recording = signal;
    sigprocmask(SIG_UNBLOCK, &faults, NULL);
    ffi_record_signal(signal, info, context, is_certain);
}

static _Noreturn void announce_and_die(int signal)
{
    ffi_announce_death();
    ffi_die(signal);
}

static void on_signal(int signal, siginfo_t *info, void *raw_context)
{
    ucontext_t *context = raw_context;
    int error = errno;
    if (!ffi_is_worker())
        ffi_die(signal);                               /* a child that a library forked: its death is not ours to tell */
    if (ffi_thread.recording != 0) {                   /* the record so far stands, and so does its signal */
        if (ffi_thread.chained != signal)              /* else the runtime declined what we recorded before we asked it */
            ffi_guard.crash->nested_signal = (uint32_t)signal;
        announce_and_die(ffi_thread.recording);
    }
    if (ffi_overrun_goes_on(signal, info, context)) {
        errno = error;
        return;
    }
    /* Already handed to the runtime, so it declined, or faulted itself. */
    enum owner owner = ffi_thread.chained != 0 ? OWNER_CRASH : owner_of(signal, info, context);
    if (owner == OWNER_RUNTIME) {
        chain(signal, info, context);
        errno = error;
        return;
    }
    if (!ffi_record_claim(true))
        announce_and_die(signal);
    record(signal, info, context, owner == OWNER_CRASH);
    if (owner == OWNER_CRASH)
        announce_and_die(signal);
    chain(signal, info, context);
    ffi_thread.recording = 0;
    ffi_record_release();
    errno = error;
}

static int find_code(struct dl_phdr_info *module, size_t size, void *unused)
{
    (void)size, (void)unused;
    for (int i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &module->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
            executable_low = module->dlpi_addr + part->p_vaddr;
            executable_high = executable_low + part->p_memsz;
        }
    }
    return 1;    /* the first module is the executable */
}

static void install(int signal)
{
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(signal, NULL, &old);
    bool already_ours = (old.sa_flags & SA_SIGINFO) != 0 && old.sa_sigaction == on_signal;
    /* The alternate stack is what makes an overflow recordable. SIGFPE keeps the runtime's choice: with it added, a managed
       DivideByZeroException was seen to kill CoreCLR. */
    action.sa_flags = SA_SIGINFO | SA_RESTART | (signal != SIGFPE ? SA_ONSTACK : old.sa_flags & SA_ONSTACK);
    if (already_ours)
        return;
    runtime_action[signal] = old;
    sigaction(signal, &action, NULL);
}

void ffi_handlers_install(void)
{
    dl_iterate_phdr(find_code, NULL);
    for (size_t i = 0; i < GUARDED_COUNT; i++) {
        install(guarded[i]);
        memset(&runtime_action[guarded[i]], 0, sizeof runtime_action[guarded[i]]);    /* found at exec: nobody's */
    }
}

void ffi_executable_bounds(uint64_t *low, uint64_t *high)
{
    *low = executable_low;
    *high = executable_high;
}

void ffi_guard_take_first_place(void)
{
    static atomic_bool taken;
    if (atomic_load_explicit(&taken, memory_order_relaxed) || atomic_exchange(&taken, true))
        return;
    for (size_t i = 0; i < GUARDED_COUNT; i++)
        install(guarded[i]);
}
