/* Starts this executable again as a worker for each test, with a segment and a pipe as the product's host makes them. */
#include "harness.h"
#include "../gate/window.h"
#include "../guard/guard.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNEXPECTED_TIMEOUT_SECONDS 20
#define EXPECTATION_EXIT_CODE 99

static bool is_worker;
static const struct test *const groups[] = { gate_tests, exception_tests, crash_tests, exit_tests, thread_tests, runtime_tests, start_tests, lane_tests, callback_tests, batch_tests, list_tests, overrun_tests };
#define GROUP_COUNT (sizeof groups / sizeof groups[0])

/* ---- expectations ---- */
_Noreturn void expectation_failed(const char *file, int line, const char *text)
{
    const char *name = strrchr(file, '/');
    dprintf(is_worker ? STDERR_FILENO : STDOUT_FILENO, "      %s:%d: expected %s\n", name != NULL ? name + 1 : file, line, text);
    for (;;)
        syscall(SYS_exit_group, EXPECTATION_EXIT_CODE);
}

void expect_equal(const char *file, int line, const char *text, uint64_t expected, uint64_t actual)
{
    char message[512];
    if (expected == actual)
        return;
    snprintf(message, sizeof message, "%s to be %#lx, was %#lx", text, (long)expected, (long)actual);
    expectation_failed(file, line, message);
}

/* ---- worker side ---- */
struct ffi_header *header(void)
{
    return (struct ffi_header *)(uintptr_t)ffi_segment();
}

static uint8_t *segment_in_worker(void)
{
    return (uint8_t *)(uintptr_t)header()->segment_address;
}

uint8_t *window(void)
{
    return segment_in_worker() + FFI_WINDOW_OFFSET;
}

const struct ffi_recorder *recorder(void)
{
    return (const struct ffi_recorder *)(segment_in_worker() + FFI_RECORDER_OFFSET);
}

void *symbol_of(const char *library, const char *name)
{
    void *module = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    void *address = module != NULL ? dlsym(module, name) : NULL;
    if (address == NULL)
        expectation_failed(__FILE__, __LINE__, dlerror());
    return address;
}

void *fixture(const char *name)
{
    return symbol_of(FIXTURES, name);
}

struct ffi_image *image_for(void *target) { return image_on(0, target); }

struct ffi_image *image_on(uint32_t depth, void *target)
{
    static uint64_t sequence = 1000;
    struct ffi_image *image = (struct ffi_image *)(segment_in_worker() + FFI_LANE_OFFSET + depth * FFI_FRAME_SIZE);
    memset(image, 0, sizeof *image);
    image->message = FFI_REQUEST_ENTER;
    image->target = (uint64_t)(uintptr_t)target;
    image->stack_alignment = 16;
    image->sequence = ++sequence;
    image->fetch_offset = FETCH_OFFSET;
    image->fetch_limit = 1024;
    ffi_put_tell_tales(image, 0, 6, 0, 8);
    return image;
}

void put_double(struct ffi_image *image, int index, double value)
{
    memcpy(image->vectors[index], &value, sizeof value);
}

void put_float(struct ffi_image *image, int index, float value)
{
    memcpy(image->vectors[index], &value, sizeof value);
}

uint64_t length_of(const struct ffi_image *image)
{
    return FFI_IMAGE_SIZE + 8ull * image->stack_words + 24ull * image->block_count + 24ull * image->relocation_count;
}

static void *append(struct ffi_image *image, const void *bytes, size_t length)
{
    return memcpy((uint8_t *)image + length_of(image), bytes, length);
}

void put_word(struct ffi_image *image, uint64_t word)
{
    append(image, &word, sizeof word);
    image->stack_words++;
}

void put_bytes(struct ffi_image *image, const void *bytes, size_t length)
{
    for (size_t at = 0; at < length; at += 8) {
        uint64_t word = 0;
        memcpy(&word, (const uint8_t *)bytes + at, length - at < 8 ? length - at : 8);
        put_word(image, word);
    }
}

void put_block(struct ffi_image *image, uint64_t offset, uint64_t length, uint32_t flags)
{
    const struct ffi_block block = { .offset = offset, .length = length, .flags = flags };
    append(image, &block, sizeof block);
    image->block_count++;
}

void put_relocation(struct ffi_image *image, uint32_t space, uint64_t place, uint64_t value)
{
    const struct ffi_relocation relocation = { .place = place, .value = value, .space = space };
    append(image, &relocation, sizeof relocation);
    image->relocation_count++;
}

uint32_t call(struct ffi_image *image)
{
    image->length = (uint32_t)length_of(image);
    ffi_gate(image, FFI_FRAME_CALLBACK, 0);
    return image->outcome;
}

uint32_t call_name(const char *fixture_name)
{
    return call(image_for(fixture(fixture_name)));
}

double double_in(const uint8_t *vector)
{
    double value;
    memcpy(&value, vector, sizeof value);
    return value;
}

float float_in(const uint8_t *vector)
{
    float value;
    memcpy(&value, vector, sizeof value);
    return value;
}

static const struct test *test_by_number(int number)
{
    for (size_t group = 0; group < GROUP_COUNT; group++)
        for (const struct test *test = groups[group]; test->name != NULL; test++)
            if (number-- == 0)
                return test;
    return NULL;
}

static int be_worker(int number)
{
    is_worker = true;
    if (ffi_guard.segment != NULL)
        ffi_become_call_thread();
    test_by_number(number)->worker();
    header()->flags |= FFI_HEADER_ORDERLY_SHUTDOWN;
    return 0;
}

/* ---- host side ---- */
bool died_of(const struct run *run, int signal)
{
    return WIFSIGNALED(run->status) && WTERMSIG(run->status) == signal;
}

bool ended_with(const struct run *run, int code)
{
    return WIFEXITED(run->status) && WEXITSTATUS(run->status) == code;
}

bool ended_well(const struct run *run)
{
    return ended_with(run, 0) && run->crash->state == FFI_CRASH_NONE;
}

const char *module_at(const struct run *run, uint64_t address, char *line, size_t size)
{
    const char *maps = (const char *)run->segment + FFI_CRASH_MAPS_OFFSET, *end = maps + run->crash->maps_length;
    char path[512] = "";
    while (maps < end) {
        const char *next = memchr(maps, '\n', (size_t)(end - maps));
        uint64_t low, high;
        if (next == NULL)
            break;
        if (next[-1] == '=')                 /* the path of the line before */
            snprintf(line, size, "%.*s%s", (int)(next - 1 - maps), maps, path);
        else
            snprintf(line, size, "%.*s", (int)(next - maps), maps);
        if (sscanf(line, "%lx-%lx %*s %*s 0 0 %511[^\n]", &low, &high, path) >= 2 && address >= low && address < high)
            return line;
        maps = next + 1;
    }
    return "";
}

bool frame_in(const struct run *run, uint32_t frame, const char *module)
{
    char line[512];
    return frame < run->crash->frame_count && strstr(module_at(run, run->crash->frames[frame] & ~(1ull << 63), line, sizeof line), module) != NULL;
}

static int listener = -1;
static char pipe_path[108];

static void listen_on_pipe(void)
{
    char directory[] = "/tmp/gate-tests-XXXXXX";
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (mkdtemp(directory) == NULL)
        expectation_failed(__FILE__, __LINE__, "a temporary directory");
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", directory);
    strcpy(address.sun_path, pipe_path);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0)
        expectation_failed(__FILE__, __LINE__, "a listening socket");
}

static void remove_pipe(void)
{
    unlink(pipe_path);
    *strrchr(pipe_path, '/') = 0;
    rmdir(pipe_path);
}

static int make_segment(struct run *run, enum host_quirk quirk)
{
    uint64_t size = FFI_WINDOW_OFFSET + ffi_window_size();
    int descriptor = memfd_create("segment", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0 || ftruncate(descriptor, (off_t)(quirk == QUIRK_SIZE ? size / 2 : size)) != 0
        || fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        expectation_failed(__FILE__, __LINE__, "a segment");
    run->segment = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    struct ffi_header *header = (struct ffi_header *)run->segment;
    header->magic = quirk == QUIRK_MAGIC ? 42 : FFI_SEGMENT_MAGIC;
    header->version = quirk == QUIRK_VERSION ? FFI_SEGMENT_VERSION + 1 : FFI_SEGMENT_VERSION;
    header->segment_size = size;
    header->host_pid = quirk == QUIRK_PARENT ? 1 : getpid();
    header->pipe = -1;
    run->header = header;
    run->recorder = (const struct ffi_recorder *)(run->segment + FFI_RECORDER_OFFSET);
    run->crash = (const struct ffi_crash *)(run->segment + FFI_CRASH_OFFSET);
    return descriptor;
}

static _Noreturn void exec_worker(int number, int segment, int errors, enum host_quirk quirk)
{
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    dup2(errors, STDERR_FILENO);
    if (quirk == QUIRK_NO_SEGMENT)
        close(3);
    else if (segment == 3)
        fcntl(3, F_SETFD, 0);
    else
        dup2(segment, 3);
    if (quirk == QUIRK_SIGNALS_BLOCKED) {
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, NULL);
    }
    setenv("FFI_PIPE", quirk == QUIRK_NO_PIPE ? "/nonexistent/pipe" : pipe_path, 1);
    execl("/proc/self/exe", "gate_tests", "worker", text, (char *)NULL);
    _exit(EXPECTATION_EXIT_CODE);
}

/* Reads the worker's stderr until its end, which its death brings; a deadline kills it. */
static void watch(struct run *run, int errors)
{
    bool ended = false;
    size_t length = 0;
    struct pollfd wait = { .fd = errors, .events = POLLIN };
    const char *wanted = getenv("FFI_SECONDS");    /* for long runs by hand */
    int seconds = wanted != NULL ? atoi(wanted) : UNEXPECTED_TIMEOUT_SECONDS;
    while (poll(&wait, 1, seconds * 1000) > 0) {
        ssize_t piece = read(errors, run->error_text + length, sizeof run->error_text - 1 - length);
        if (piece <= 0) {
            ended = true;
            break;
        }
        length += (size_t)piece;
    }
    run->deadline_passed = !ended;
    if (!ended)
        dprintf(STDOUT_FILENO, "      the worker had to be killed\n");
    kill(run->worker, SIGKILL);    /* no effect on one that ended: it is not reaped yet, so the id is still its own */
    if (waitpid(run->worker, &run->status, 0) != run->worker)
        expectation_failed(__FILE__, __LINE__, "the worker's status");
}

/* Another process is the worker's host, and is killed as soon as the flight recorder says that the worker is in its call. The orphan becomes
   a child of this process, which can therefore see what it died of. */
static void start_under_mortal_host(struct run *run, int number, int segment, int errors)
{
    int host_status, worker_number[2];
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || pipe(worker_number) != 0)
        expectation_failed(__FILE__, __LINE__, "a subreaper");
    pid_t host = fork();
    if (host == 0) {
        ((struct ffi_header *)run->segment)->host_pid = getpid();
        int worker = fork();
        if (worker == 0)
            exec_worker(number, segment, errors, QUIRK_NONE);
        (void)!write(worker_number[1], &worker, sizeof worker);
        for (;;)
            pause();
    }
    if (read(worker_number[0], &run->worker, sizeof run->worker) != sizeof run->worker)
        expectation_failed(__FILE__, __LINE__, "a worker");
    time_t deadline = time(NULL) + UNEXPECTED_TIMEOUT_SECONDS;
    while (*(volatile const uint32_t *)&run->recorder->frames[0].stage != FFI_STAGE_NATIVE && time(NULL) < deadline)
        sched_yield();
    kill(host, SIGKILL);
    waitpid(host, &host_status, 0);
}

static void start_and_watch(struct run *run, int number, const struct test *test)
{
    int errors[2];
    int segment = make_segment(run, test->quirk);
    if (pipe2(errors, O_CLOEXEC) != 0)
        expectation_failed(__FILE__, __LINE__, "a pipe");
    if (test->quirk == QUIRK_HOST_DIES) {
        start_under_mortal_host(run, number, segment, errors[1]);
    } else {
        run->worker = fork();
        if (run->worker == 0)
            exec_worker(number, segment, errors[1], test->quirk);
    }
    close(errors[1]);
    close(segment);
    watch(run, errors[0]);
    close(errors[0]);
    int connection = accept(listener, NULL, NULL);
    if (connection >= 0)
        close(connection);
}

/* In a process of its own, so that a failed expectation ends only this test. */
static void host_test(int number, const struct test *test)
{
    static struct run run;
    start_and_watch(&run, number, test);
    if (ended_with(&run, EXPECTATION_EXIT_CODE))
        dprintf(STDOUT_FILENO, "%s", run.error_text);
    else if (test->verify != NULL)
        test->verify(&run);
    bool well = test->verify != NULL ? !ended_with(&run, EXPECTATION_EXIT_CODE) : ended_well(&run);
    if (!well && !ended_with(&run, EXPECTATION_EXIT_CODE))
        dprintf(STDOUT_FILENO, "      the worker did not end well: status %#x, record state %u, signal %d, stderr: %s\n", (unsigned)run.status,
                run.crash->state, run.crash->signal, run.error_text);
    _exit(well ? 0 : 1);
}

static bool passes(int number, const struct test *test)
{
    int status;
    fflush(stdout);
    pid_t host = fork();
    if (host == 0)
        host_test(number, test);
    waitpid(host, &status, 0);
    return status == 0;
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "worker") == 0)
        return be_worker(atoi(arguments[2]));
    if (count == 2 && strcmp(arguments[1], "plain") == 0)
        return ffi_segment() == NULL ? 0 : 1;
    const char *filter = count > 1 ? arguments[1] : "";
    int passed = 0, failed = 0;
    listen_on_pipe();
    for (int number = 0; test_by_number(number) != NULL; number++) {
        const struct test *test = test_by_number(number);
        if (strstr(test->name, filter) == NULL || (strncmp(test->name, "measure", 7) == 0 && strncmp(filter, "measure", 7) != 0))
            continue;
        bool well = passes(number, test);
        printf("%s %s\n", well ? "ok   " : "FAIL ", test->name);
        *(well ? &passed : &failed) += 1;
    }
    remove_pipe();
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
