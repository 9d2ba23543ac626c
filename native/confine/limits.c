/* Limits of the process (setrlimit(2)), soft and hard alike: a library may lower them further, and not raise them. */
#define _GNU_SOURCE
#include "confine.h"
#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>

static bool limit(__rlimit_resource_t resource, uint64_t value)
{
    if (value == FFI_NO_LIMIT)
        return true;
    struct rlimit now, wanted = { value, value };
    if (getrlimit(resource, &now) == 0 && now.rlim_max < value)
        wanted = (struct rlimit) { now.rlim_max, now.rlim_max };    /* the host's own is lower: that one stays */
    return setrlimit(resource, &wanted) == 0;
}

struct ffi_confine_failure ffi_confine_limits(const struct ffi_confinement *settings)
{
    const char *what = !limit(RLIMIT_DATA, settings->memory) ? "setrlimit(RLIMIT_DATA)"
        : !limit(RLIMIT_NOFILE, settings->descriptors) ? "setrlimit(RLIMIT_NOFILE)"
        : !limit(RLIMIT_FSIZE, settings->file_size) ? "setrlimit(RLIMIT_FSIZE)"
        : NULL;
    /* The signal at the soft limit, SIGXCPU, tells what happened; the one at the hard limit, SIGKILL, would not. */
    if (what == NULL && settings->cpu_seconds != FFI_NO_LIMIT) {
        struct rlimit now, processor = { settings->cpu_seconds, settings->cpu_seconds + 1 };
        if (getrlimit(RLIMIT_CPU, &now) == 0 && now.rlim_max < processor.rlim_max)    /* the host's own is lower, as in limit() */
            processor = (struct rlimit) { now.rlim_max > 1 ? now.rlim_max - 1 : now.rlim_max, now.rlim_max };
        if (setrlimit(RLIMIT_CPU, &processor) != 0)
            what = "setrlimit(RLIMIT_CPU)";
    }
    return (struct ffi_confine_failure) { what, errno };
}
