/* Takes from the worker what its preset does not allow: once, in the constructor, while the process has one thread. Nothing of it can be given
   back, and every thread and process that a library starts inherits it. What is refused and how it is decided: docs/confinement.md. */
#ifndef FFI_CONFINE_H
#define FFI_CONFINE_H
#include "ffi_segment.h"
#include <stdbool.h>
#include <stdint.h>

/* What failed, for the words of a failed start. */
struct ffi_confine_failure {
    const char *what;    /* NULL: nothing */
    int error;
};

/* The descriptor on which the host waits for the listener of refused system calls, where the preset has any. */
#define FFI_LISTENER_SOCKET 4

struct ffi_confine_failure ffi_confine(const struct ffi_confinement *settings);

/* limits.c */
struct ffi_confine_failure ffi_confine_limits(const struct ffi_confinement *settings);

/* capabilities.c: what root could do to the machine and to others */
struct ffi_confine_failure ffi_confine_capabilities(const struct ffi_confinement *settings);

/* landlock.c: what the kernel itself refuses by path and by domain */
struct ffi_confine_failure ffi_confine_domain(const struct ffi_confinement *settings);

/* system_calls.c: what the kernel asks the host about. Gives the listener. */
struct ffi_confine_failure ffi_confine_system_calls(const struct ffi_confinement *settings, int *listener);
#endif
