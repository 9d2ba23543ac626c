/* Native code that ends the process: exit() through a hook, _exit(), _Exit() and quick_exit() because the executable exports
   its own. An exit is recorded unless the worker itself announced it (FFI_HEADER_ORDERLY_SHUTDOWN); an announced one too where
   the call thread exits from inside a call, for then it is the library's doing after all. */
#define _GNU_SOURCE
#include "guard.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

_Noreturn void ffi_end_process(int code)
{
    for (;;)
        syscall(SYS_exit_group, code);
}

static bool is_orderly(void)
{
    bool announced = (ffi_guard.header->flags & FFI_HEADER_ORDERLY_SHUTDOWN) != 0;
    bool inside_call = ffi_in_call(ffi_current_frame()->stage) && (int32_t)syscall(SYS_gettid) == ffi_guard.recorder->call_thread;
    return announced && !inside_call;
}

static void tell(uint32_t kind, int code, void *caller, void *frame)
{
    if (ffi_is_worker() && ffi_thread.recording == 0 && !is_orderly() && ffi_record_claim())
        ffi_record_exit(kind, code, (uint64_t)(uintptr_t)caller, (uint64_t)(uintptr_t)frame);
}

/* Runs on the stack of whoever called exit(), after all hooks that a library registered. */
static void on_process_exit(int code, void *unused)
{
    (void)unused;
    tell(FFI_CRASH_EXIT, code, __builtin_return_address(0), __builtin_frame_address(0));
}

void ffi_exits_install(void)
{
    on_exit(on_process_exit, NULL);
}

__attribute__((visibility("default"))) void _exit(int code)
{
    tell(FFI_CRASH_QUICK_EXIT, code, __builtin_return_address(0), __builtin_frame_address(0));
    ffi_end_process(code);
}

/* An alias: as a second function the compiler would let it call the first, which then took this one for its caller. */
__attribute__((visibility("default"), alias("_exit"))) void _Exit(int code);

__attribute__((visibility("default"))) void quick_exit(int code)
{
    tell(FFI_CRASH_QUICK_EXIT, code, __builtin_return_address(0), __builtin_frame_address(0));
    void (*real)(int);
    *(void **)&real = dlsym(RTLD_NEXT, "quick_exit");
    if (real != NULL)
        real(code);    /* for the hooks of at_quick_exit */
    ffi_end_process(code);
}
