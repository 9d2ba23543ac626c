/* What a worker's fork is: a copy with one thread and no host. Libraries fork in order to exec, and may; a copy that comes back
   out of the called function has nowhere to go. A vfork is made a fork: its child shares memory and stack with the worker, and
   one that came back would be the worker, while the real one waits for its end. POSIX allows it, and posix_spawn does not come here. */
#define _GNU_SOURCE
#include "guard.h"
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool ffi_is_copy;

/* Of a frame, what is needed until the call ends: the head of the image. */
#define FRAME_BYTES 0x1000u

/* The copy gets the pages that tell the host of its parent as its own: a crash of the copy is no crash of the worker, its result no result. */
static void become_copy(void)
{
    ffi_is_copy = true;
    void *own = mmap(NULL, FFI_WINDOW_OFFSET, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (own == MAP_FAILED)
        ffi_end_process(EXIT_OF_A_COPY);
    memcpy(own, ffi_guard.segment, FFI_FOREIGN_OFFSET);
    for (uint32_t at = FFI_LANE_OFFSET; at < FFI_WINDOW_OFFSET; at += FFI_FRAME_SIZE)
        memcpy((uint8_t *)own + at, ffi_guard.segment + at, FRAME_BYTES);
    if (mremap(own, FFI_WINDOW_OFFSET, FFI_WINDOW_OFFSET, MREMAP_MAYMOVE | MREMAP_FIXED, ffi_guard.segment) == MAP_FAILED)
        ffi_end_process(EXIT_OF_A_COPY);
}

void ffi_forks_install(void) { pthread_atfork(NULL, NULL, become_copy); }

void ffi_end_copy(void)
{
    if (ffi_is_copy)
        ffi_end_process(EXIT_OF_A_COPY);
}

__attribute__((visibility("default"))) pid_t vfork(void) { return fork(); }
