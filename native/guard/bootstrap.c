/* Makes the process a worker before its runtime starts, while it has one thread: own session, death with its host, the
   segment, the pipe, the guard. Each step is noted in the header, so that a host can say how far a worker came. */
#define _GNU_SOURCE
#include "guard.h"
#include "../confine/confine.h"
#include "../gate/gate.h"
#include "../gate/window.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PIPE_VARIABLE "FFI_PIPE"
#define SEGMENT_DESCRIPTOR 3     /* FFI_HEAP_DESCRIPTOR, where there is one, the loader has mapped already */
#define FAILURE_EXIT_CODE 120    /* plus the step that failed */

struct ffi_guard ffi_guard;

bool ffi_is_worker(void)
{
    return ffi_guard.segment != NULL && getpid() == ffi_guard.process;
}

static _Noreturn void fail(enum ffi_start_step step, const char *what, int error)
{
    if (ffi_guard.header != NULL)
        ffi_guard.header->start_error = error;
    dprintf(STDERR_FILENO, "ffi-worker: cannot start: step %d, %s%s%s\n", (int)step, what, error != 0 ? ": " : "",
            error != 0 ? strerror(error) : "");
    ffi_end_process(FAILURE_EXIT_CODE + (int)step);
}

static void reached(enum ffi_start_step step)
{
    if (ffi_guard.header != NULL)
        ffi_guard.header->start_step = step;
}

/* A host started from a terminal must not take its workers along with Ctrl-C; the workers' signals stay their own. The
   mask is inherited through exec: a host thread that blocks signals would hide a worker's crash from the guard. */
static void own_session(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (setsid() < 0 && errno != EPERM)    /* EPERM: leads a process group already */
        fail(FFI_START_SESSION, "setsid", errno);
}

static struct ffi_header read_header(void)
{
    struct ffi_header header;
    memset(&header, 0, sizeof header);
    ssize_t length = pread(SEGMENT_DESCRIPTOR, &header, sizeof header, 0);
    if (length < 0)
        fail(FFI_START_SEGMENT, "descriptor 3 is not the host's segment", errno);
    if ((size_t)length < sizeof header || header.magic != FFI_SEGMENT_MAGIC)
        fail(FFI_START_SEGMENT, "descriptor 3 does not hold a segment of FfiIsolation", 0);
    if (header.version != FFI_SEGMENT_VERSION)
        fail(FFI_START_SEGMENT, "host and worker are of different versions", 0);
    return header;
}

/* Checked after the signal is armed: a host that died before it would never be noticed. */
static void die_with_host(const struct ffi_header *header)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        fail(FFI_START_DEATH_SIGNAL, "prctl(PR_SET_PDEATHSIG)", errno);
    if (getppid() != header->host_pid)
        fail(FFI_START_DEATH_SIGNAL, "the host that started this worker is gone", 0);
}

static void protect_window_guards(uint8_t *window)
{
    uint64_t offset = 0;
    for (int class = 0; class < FFI_SLOT_CLASSES; class++)
        for (uint64_t slot = 0; slot < ffi_slot_counts[class]; slot++) {
            offset += ffi_slot_sizes[class];
            if (mprotect(window + offset, FFI_GUARD_SIZE, PROT_NONE) != 0)
                fail(FFI_START_SEGMENT, "mprotect of a guard page", errno);
            offset += FFI_GUARD_SIZE;
        }
}

static void map_segment(const struct ffi_header *header)
{
    struct stat status;
    if (fstat(SEGMENT_DESCRIPTOR, &status) != 0)
        fail(FFI_START_SEGMENT, "fstat of the segment", errno);
    if ((uint64_t)status.st_size != header->segment_size || header->segment_size < FFI_WINDOW_OFFSET + ffi_window_size())
        fail(FFI_START_SEGMENT, "the segment has the wrong size", 0);
    uint8_t *segment = mmap(NULL, header->segment_size, PROT_READ | PROT_WRITE, MAP_SHARED, SEGMENT_DESCRIPTOR, 0);
    if (segment == MAP_FAILED)
        fail(FFI_START_SEGMENT, "mmap of the segment", errno);
    ffi_guard.header = (struct ffi_header *)(segment + FFI_HEADER_OFFSET);
    ffi_guard.recorder = (struct ffi_recorder *)(segment + FFI_RECORDER_OFFSET);
    ffi_guard.crash = (struct ffi_crash *)(segment + FFI_CRASH_OFFSET);
    ffi_guard.process = getpid();
    ffi_guard.header->worker_pid = ffi_guard.process;
    ffi_guard.header->segment_address = (uint64_t)(uintptr_t)segment;
    ffi_guard.header->pipe = ffi_guard.header->calls_pipe = -1;
    protect_window_guards(segment + FFI_WINDOW_OFFSET);
    if ((header->flags & FFI_HEADER_CALLS_BY_PIPE) != 0) {
        ffi_guard.window = mmap(NULL, ffi_window_size(), PROT_READ | PROT_WRITE, MAP_SHARED, SEGMENT_DESCRIPTOR, FFI_WINDOW_OFFSET);
        if (ffi_guard.window == MAP_FAILED)
            fail(FFI_START_SEGMENT, "mmap of the window", errno);
    }
    close(SEGMENT_DESCRIPTOR);    /* the mapping stays; a process that a library starts shall not inherit the descriptor */
    ffi_guard.segment = segment;
}

#define MAX_STACK_BYTES (64ul << 20)

static void be_a_quiet_worker(void)
{
    /* A crash is data here, not a file. Where core_pattern is a pipe, a limit of 0 is not obeyed, but 1 is: core(5) and fs/coredump.c. */
    struct rlimit one = { 1, 1 }, none = { 0, 0 };
    if (setrlimit(RLIMIT_CORE, &one) != 0)
        setrlimit(RLIMIT_CORE, &none);

    /* Without a limit, an endless recursion would eat the machine's memory and not end at a guard page. */
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur > MAX_STACK_BYTES) {
        stack.rlim_cur = MAX_STACK_BYTES;
        setrlimit(RLIMIT_STACK, &stack);
    }
    prctl(PR_SET_NAME, "ffi-worker");
    setvbuf(stdout, NULL, _IOLBF, 0);                 /* a library's last words must not die in a buffer */
}

static int connect_pipe(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        fail(FFI_START_PIPE, path, ENAMETOOLONG);
    strcpy(address.sun_path, path);
    int pipe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (pipe < 0)
        fail(FFI_START_PIPE, "socket", errno);
    int result;
    do
        result = connect(pipe, (const struct sockaddr *)&address, sizeof address);
    while (result != 0 && errno == EINTR);
    if (result != 0)
        fail(FFI_START_PIPE, path, errno);
    return pipe;
}

/* In this order: the host takes the first for control. */
static void connect_pipes(const char *path)
{
    ffi_guard.header->pipe = connect_pipe(path);
    if ((ffi_guard.header->flags & FFI_HEADER_CALLS_BY_PIPE) != 0)
        ffi_guard.header->calls_pipe = connect_pipe(path);
    unsetenv(PIPE_VARIABLE);
}

/* Before there is a second thread. A worker that was to have it and has it not is none. */
static void begin_heap(const struct ffi_header *header)
{
    if ((header->flags & FFI_HEADER_GUARDED_HEAP) == 0)
        return;
    close(FFI_HEAP_DESCRIPTOR);
    struct ffi_heap_worker worker = { .segment = ffi_guard.segment, .segment_size = header->segment_size };
    ffi_executable_bounds(&worker.executable_low, &worker.executable_high);
    const struct ffi_heap *(*begin)(const struct ffi_heap_worker *);
    *(void **)&begin = dlsym(RTLD_DEFAULT, "ffi_heap_begin");
    if (begin == NULL)
        fail(FFI_START_GUARD, "the guarded heap was not preloaded", 0);
    ffi_guard.heap = begin(&worker);
    if (ffi_guard.heap == NULL)
        fail(FFI_START_GUARD, "the guarded heap finds no room", errno);
}

/* Last, since what comes before needs what it takes away; still before the runtime, which then has one thread and never knew anything else. */
static void confine(void)
{
    struct ffi_confine_failure failure = ffi_confine((const struct ffi_confinement *)(ffi_guard.segment + FFI_CONFINEMENT_OFFSET));
    if (failure.what != NULL)
        fail(FFI_START_CONFINEMENT, failure.what, failure.error);
}

__attribute__((constructor)) static void become_worker(void)
{
    const char *path = getenv(PIPE_VARIABLE);
    if (path == NULL)
        return;
    own_session();
    struct ffi_header header = read_header();
    die_with_host(&header);
    map_segment(&header);
    ffi_reserve_tell_tales();
    reached(FFI_START_SEGMENT);
    be_a_quiet_worker();
    connect_pipes(path);
    reached(FFI_START_PIPE);
    ffi_threads_install();
    ffi_record_prepare();
    ffi_handlers_install();
    ffi_exits_install();
    ffi_forks_install();
    begin_heap(&header);
    reached(FFI_START_GUARD);
    confine();
    reached(FFI_START_CONFINEMENT);
    ffi_guard.header->symbol_lookup = (uint64_t)(uintptr_t)&dlsym;
    reached(FFI_START_DONE);
}
