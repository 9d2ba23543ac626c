/* What the parts of the guard (and the gate) say to each other. Everything is static or thread-local: a signal handler may use it. */
#ifndef FFI_GUARD_H
#define FFI_GUARD_H
#include "ffi_heap.h"
#include "ffi_segment.h"
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <ucontext.h>

/* Own copies of what matters: the segment can be scribbled over by the library under test. */
struct ffi_guard {
    uint8_t *segment;                  /* NULL where this process is no worker: then nothing here does anything */
    uint8_t *window;                   /* the window once more, for managed code that lays out calls: there no page of it is ever closed. NULL where calls come through the segment */
    struct ffi_header *header;
    struct ffi_recorder *recorder;
    struct ffi_crash *crash;
    int32_t call_thread;               /* whose stack lies in the bounds that follow, 0 */
    uint64_t call_stack_low, call_stack_high;
    const struct ffi_heap *heap;       /* NULL in most workers */
    pid_t process;                     /* a child that a library forked inherits all this, but must not write into the record */
};
extern struct ffi_guard ffi_guard __attribute__((visibility("hidden")));

struct ffi_thread {
    uint64_t stack_low, stack_high;    /* 0 if unknown */
    int32_t  id;
    bool     prepared;
    volatile sig_atomic_t recording;   /* the signal being recorded on this thread, 0 */
    volatile sig_atomic_t chained;     /* the signal handed to the runtime's handler on this thread, 0 */
};
/* initial-exec: a handler must not end up in the allocating path of __tls_get_addr */
extern _Thread_local struct ffi_thread ffi_thread __attribute__((visibility("hidden"), tls_model("initial-exec")));

/* Whose stage counts: that of the innermost call. The depth is clamped, since the segment can be scribbled over. */
static inline struct ffi_recorder_frame *ffi_current_frame(void)
{
    uint32_t depth = ffi_guard.recorder->depth;
    return &ffi_guard.recorder->frames[depth < FFI_FRAMES ? depth : FFI_FRAMES - 1];
}

static inline bool ffi_in_call(uint32_t stage)
{
    return stage == FFI_STAGE_NATIVE || stage == FFI_STAGE_READING || stage == FFI_STAGE_CALLBACK;
}

/* bootstrap.c */
bool ffi_is_worker(void);              /* this very process, not a child forked by a library */

/* handlers.c */
void ffi_handlers_install(void);
void ffi_guard_take_first_place(void); /* once, when managed code first asks: over the runtime's handlers, which are kept for chaining */
_Noreturn void ffi_die(int signal);
void ffi_remove_guarded(sigset_t *set);
void ffi_executable_bounds(uint64_t *low, uint64_t *high);   /* of its code, once the handlers are installed */

/* record.c: all of it async-signal-safe */
bool ffi_record_claim(bool after_exit); /* true for the one thread that may write the record, again where its exit is recorded and it may follow; others wait, bounded */
void ffi_record_release(void);         /* nothing died after all */
void ffi_record_signal(int signal, const siginfo_t *info, ucontext_t *context, bool is_certain);   /* certain: nobody can turn it into an exception */
void ffi_record_exit(uint32_t kind, int code, uint64_t caller, uint64_t frame);
void ffi_record_prepare(void);         /* resolves what a handler could not look up safely */

/* maps.c: async-signal-safe, for the one thread that records */
uint32_t ffi_record_maps(char *text, uint32_t size);   /* returns the length; what does not fit is cut */

/* announce.c: async-signal-safe */
void ffi_announce_death(void);         /* whoever waits for a reply learns that none will come */
void ffi_announce_and_step_aside(void);  /* and, where somebody waits, has the processors for a moment: what is left to do here nobody waits for */

/* overruns.c: the guard pages behind the blocks of calls that are out. The first two on the call thread, the third in signal handlers of any */
void ffi_overruns_begin(uint32_t depth);
uint32_t ffi_overruns_end(uint32_t depth, struct ffi_overrun *entries);   /* closes what was opened, and says what for: at most FFI_MAX_OVERRUNS */
bool ffi_overrun_goes_on(int signal, const siginfo_t *info, const ucontext_t *context);   /* true: the page is open now, and the instruction can be made again */

/* frames.c */
uint32_t ffi_chain_frames(uint64_t *chain, uint64_t instruction, uint64_t frame);
void ffi_unwind_frames(uint64_t *frames, uint32_t *count, uint64_t start);
void ffi_unwind_prepare(void);
bool ffi_read_memory(uint64_t address, void *into, uint64_t length);   /* false in place of a fault */

/* threads.c */
void ffi_threads_install(void);        /* main thread: bounds and alternate stack */
void ffi_thread_prepare(void);         /* calling thread, where nobody did it yet */
void ffi_become_call_thread(void);     /* calling thread: the one that makes the calls from now on */

/* exits.c */
void ffi_exits_install(void);
_Noreturn void ffi_end_process(int code);

/* forks.c */
#define EXIT_OF_A_COPY 0
void ffi_forks_install(void);
extern bool ffi_is_copy;    /* this process is a copy that fork made */
void ffi_end_copy(void);   /* returns, except in a copy that fork made */
#endif
