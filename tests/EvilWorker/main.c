#define _GNU_SOURCE
#include "evil.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

struct evil evil = { .control = -1, .calls = -1 };

_Noreturn void be_silent(void)
{
    while (true)
        pause();
}

static void read_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1, *dot = strchr(name, '.');
    evil.attack = atoi(name);
    strncpy(evil.hash, dot == NULL ? "" : dot + 1, sizeof evil.hash - 1);
}

static void map_segment(void)
{
    struct stat status;
    if (fstat(SEGMENT_DESCRIPTOR, &status) != 0) {
        perror("evil-worker: descriptor 3");
        exit(2);
    }
    evil.segment_size = (size_t)status.st_size;
    evil.segment = mmap(NULL, evil.segment_size, PROT_READ | PROT_WRITE, MAP_SHARED, SEGMENT_DESCRIPTOR, 0);
    if (evil.segment == MAP_FAILED) {
        perror("evil-worker: mmap");
        exit(2);
    }
    evil.header = (struct ffi_header *)(evil.segment + FFI_HEADER_OFFSET);
    evil.recorder = (struct ffi_recorder *)(evil.segment + FFI_RECORDER_OFFSET);
    evil.crash = (struct ffi_crash *)(evil.segment + FFI_CRASH_OFFSET);
    evil.control_words = (struct ffi_control *)(evil.segment + FFI_CONTROL_OFFSET);
    memcpy(evil.secret, evil.header->secret, sizeof evil.secret);
}

static void fill_header(void)
{
    evil.header->segment_address = (uint64_t)(uintptr_t)evil.segment;
    evil.header->symbol_lookup = 0x1000;
    evil.header->worker_pid = getpid();
    evil.header->start_step = FFI_START_DONE;
    strncpy(evil.header->contract_hash, evil.hash, sizeof evil.header->contract_hash);
}

int main(int count, char **arguments)
{
    (void)count;
    const char *pipe = getenv("FFI_PIPE");
    if (pipe == NULL) {
        fputs("evil-worker is started by a host that is tested\n", stderr);
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);    /* no attack: that nothing is left of a test that failed */
    prctl(PR_SET_NAME, "ffi-worker");
    signal(SIGPIPE, SIG_IGN);
    strncpy(evil.pipe_path, pipe, sizeof evil.pipe_path - 1);
    read_name(arguments[0]);
    map_segment();
    fill_header();
    connect_to_host();
    if (attack_at_start())
        be_silent();
    pthread_t thread;
    if (evil.calls >= 0) {
        pthread_create(&thread, NULL, serve_control, NULL);
        serve_calls();
    } else {
        pthread_create(&thread, NULL, serve_control, NULL);
        ready(1);
        serve_lane();
    }
    be_silent();
}
