/* How a worker begins, when it refuses to, and that it does not outlive its host. */
#include "harness.h"
#include "../confine/confine.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void well_prepared(void)
{
    const struct ffi_header *head = header();
    struct rlimit core;
    char name[16];
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    sigset_t blocked;
    int death = 0;
    EXPECT_EQUAL((uintptr_t)&dlsym, head->symbol_lookup);
    EXPECT_EQUAL(getpid(), head->worker_pid);
    EXPECT_EQUAL(FFI_START_DONE, head->start_step);
    EXPECT_EQUAL(0, head->start_error);
    EXPECT_EQUAL(getpid(), getsid(0));
    EXPECT(prctl(PR_GET_PDEATHSIG, &death) == 0 && death == SIGKILL);
    EXPECT(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "ffi-worker") == 0);
    EXPECT(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur <= 1);
    EXPECT(getpeername(head->pipe, (struct sockaddr *)&peer, &length) == 0 && peer.ss_family == AF_UNIX);
    EXPECT_EQUAL(FD_CLOEXEC, fcntl(head->pipe, F_GETFD));
    EXPECT(getenv("FFI_PIPE") == NULL);
    EXPECT(head->pipe == 3 || fcntl(3, F_GETFD) < 0);    /* the segment's descriptor is closed; its number may be the pipe's now */
    EXPECT(sigprocmask(SIG_SETMASK, NULL, &blocked) == 0 && !sigismember(&blocked, SIGABRT));
    EXPECT(ffi_segment() == head);
}

static void not_reached(void) { EXPECT(!"started although it must not"); }

static void expect_refusal(const struct run *run, int step, const char *words)
{
    EXPECT(ended_with(run, 120 + step));
    EXPECT(strstr(run->error_text, words) != NULL);
    EXPECT(strchr(run->error_text, '\n') == run->error_text + strlen(run->error_text) - 1);    /* one line */
    EXPECT(run->header->start_step < (uint32_t)step);
    EXPECT_EQUAL(FFI_CRASH_NONE, run->crash->state);
}
static void verify_wrong_magic(const struct run *run) { expect_refusal(run, FFI_START_SEGMENT, "does not hold a segment"); }
static void verify_wrong_version(const struct run *run) { expect_refusal(run, FFI_START_SEGMENT, "different versions"); }
static void verify_wrong_size(const struct run *run) { expect_refusal(run, FFI_START_SEGMENT, "wrong size"); }
static void verify_no_segment(const struct run *run) { expect_refusal(run, FFI_START_SEGMENT, "descriptor 3 is not the host's segment: Bad file descriptor"); }
static void verify_no_host(const struct run *run) { expect_refusal(run, FFI_START_DEATH_SIGNAL, "is gone"); }
static void verify_no_pipe(const struct run *run)
{
    expect_refusal(run, FFI_START_PIPE, "/nonexistent/pipe: No such file or directory");
    EXPECT_EQUAL(ENOENT, run->header->start_error);
    EXPECT_EQUAL(FFI_START_SEGMENT, run->header->start_step);
}

/* As setrlimit(2) has it for whoever is not root: a hard limit can only be lowered. SIGXCPU, which tells, comes before SIGKILL, which does not. */
static void limits_processor_time(void)
{
    static const struct { rlim_t before, asked, soft, hard; } cases[] = { { RLIM_INFINITY, 3000, 3000, 3001 }, { 2500, 3000, 2499, 2500 }, { 2000, 2000, 1999, 2000 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ffi_confinement settings = { .memory = FFI_NO_LIMIT, .descriptors = FFI_NO_LIMIT, .file_size = FFI_NO_LIMIT, .cpu_seconds = cases[i].asked };
        struct rlimit now;
        if (cases[i].before != RLIM_INFINITY)
            EXPECT(setrlimit(RLIMIT_CPU, &(struct rlimit) { cases[i].before, cases[i].before }) == 0);
        EXPECT(ffi_confine_limits(&settings).what == NULL);
        EXPECT(getrlimit(RLIMIT_CPU, &now) == 0);
        EXPECT_EQUAL(cases[i].soft, now.rlim_cur);
        EXPECT_EQUAL(cases[i].hard, now.rlim_max);
    }
}

static void never_returns(void)
{
    call_name("wait_for_ever");
}

static void verify_killed(const struct run *run)
{
    EXPECT(!run->deadline_passed);
    EXPECT(died_of(run, SIGKILL));
    EXPECT_EQUAL(FFI_STAGE_NATIVE, run->recorder->frames[0].stage);
}

static void no_worker_at_all(void)
{
    int status;
    pid_t plain = fork();
    if (plain == 0) {
        execl("/proc/self/exe", "gate_tests", "plain", (char *)NULL);
        _exit(1);
    }
    waitpid(plain, &status, 0);
    EXPECT(WIFEXITED(status));
    EXPECT_EQUAL(0, WEXITSTATUS(status));
}

const struct test start_tests[] = {
    { "a worker starts in its own session, bound to its host, with pipe, segment and guard", well_prepared, NULL, 0 },
    { "a worker unblocks the signals that its host had blocked", well_prepared, NULL, QUIRK_SIGNALS_BLOCKED },
    { "a wrong magic is refused in one line", not_reached, verify_wrong_magic, QUIRK_MAGIC },
    { "a wrong version is refused in one line", not_reached, verify_wrong_version, QUIRK_VERSION },
    { "a segment of the wrong size is refused in one line", not_reached, verify_wrong_size, QUIRK_SIZE },
    { "a missing segment is refused in one line", not_reached, verify_no_segment, QUIRK_NO_SEGMENT },
    { "a worker whose host is gone does not start", not_reached, verify_no_host, QUIRK_PARENT },
    { "a pipe that nobody listens on is refused in one line", not_reached, verify_no_pipe, QUIRK_NO_PIPE },
    { "a limit of processor time gives way to a lower one of the host", limits_processor_time, NULL, 0 },
    { "a worker inside a call dies with its host", never_returns, verify_killed, QUIRK_HOST_DIES },
    { "without the host's variable the executable is no worker", no_worker_at_all, NULL, 0 },
    { NULL, NULL, NULL, 0 }
};
