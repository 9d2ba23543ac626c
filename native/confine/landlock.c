/* Landlock (landlock(7)): a domain that the process enters and cannot leave. Two uses of it: a preset that restricts files lists what may be
   read and what written; any other keeps the kernel's files, through which processes can be throttled, frozen or killed, from being written. A domain by itself
   already refuses ptrace, /proc/PID/mem and the like towards processes outside of it. */
#define _GNU_SOURCE
#include "confine.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface (include/uapi/linux/landlock.h); systems in use have headers that are older than their kernels. */
#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1
#define FS_EXECUTE    (1ull << 0)
#define FS_WRITE_FILE (1ull << 1)
#define FS_READ_FILE  (1ull << 2)
#define FS_READ_DIR   (1ull << 3)
#define FS_REFER      (1ull << 13)    /* since ABI 2 */
#define FS_TRUNCATE   (1ull << 14)    /* since ABI 3 */
#define FS_IOCTL_DEV  (1ull << 15)    /* since ABI 5 */
#define FS_OF_ABI_1   ((1ull << 13) - 1)
#define NET_TCP       3ull            /* bind and connect; since ABI 4 */
#define SCOPE_SIGNAL  2ull            /* since ABI 6 */
#define SCOPE_ABSTRACT_SOCKET 1ull

struct ruleset { uint64_t fs, net, scoped; };
struct path_rule { uint64_t access; int32_t parent; } __attribute__((packed));

#define OF_A_FILE (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)    /* the others are rights of folders, and refused for files */

static int abi_of_kernel(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    return abi < 0 ? 0 : (int)abi;
}

static uint64_t all_file_rights(int abi)
{
    return FS_OF_ABI_1 | (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNCATE : 0) | (abi >= 5 ? FS_IOCTL_DEV : 0);
}

/* The kernel knows the size that a program was built with, and refuses fields that it does not know unless they are zero. */
static int create(const struct ruleset *set, int abi)
{
    size_t size = abi >= 6 ? sizeof *set : abi >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
    return (int)syscall(SYS_landlock_create_ruleset, set, size, 0);
}

/* What is not there cannot be opened either: nothing to allow. */
static bool allow(int ruleset, const char *path, uint64_t rights)
{
    int parent = open(path, O_PATH | O_CLOEXEC);
    if (parent < 0)
        return true;
    struct stat status;
    bool done = fstat(parent, &status) == 0;
    struct path_rule rule = { S_ISDIR(status.st_mode) ? rights : rights & OF_A_FILE, parent };
    done = done && (rule.access == 0 || syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0);
    int error = errno;
    close(parent);
    errno = error;
    return done;
}

static bool allow_listed(int ruleset, const struct ffi_confinement *settings, uint64_t all)
{
    const char *entry = settings->paths, *end = entry + settings->paths_length;
    while (entry < end) {
        uint64_t rights = *entry == FFI_PATH_WRITE ? all : FS_EXECUTE | FS_READ_FILE | FS_READ_DIR;
        if (!allow(ruleset, entry + 1, rights))
            return false;
        entry += strlen(entry) + 1;
    }
    return true;
}

/* All of the root but the kernel's own trees. Rules only allow, so what is refused is what is left out. */
static bool allow_all_but_kernel(int ruleset, uint64_t rights)
{
    DIR *root = opendir("/");
    if (root == NULL)
        return false;
    bool done = true;
    for (struct dirent *entry; done && (entry = readdir(root)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || strcmp(entry->d_name, "proc") == 0 || strcmp(entry->d_name, "sys") == 0)
            continue;
        char path[sizeof entry->d_name + 1];
        snprintf(path, sizeof path, "/%s", entry->d_name);
        done = allow(ruleset, path, rights);
    }
    int error = errno;
    closedir(root);
    errno = error;
    char own[32];
    snprintf(own, sizeof own, "/proc/%d", (int)getpid());
    return done && allow(ruleset, own, rights);
}

struct ffi_confine_failure ffi_confine_domain(const struct ffi_confinement *settings)
{
    int abi = abi_of_kernel();
    bool files = (settings->flags & FFI_CONFINE_FILES) != 0;
    if (abi == 0)
        return (struct ffi_confine_failure) { files ? "this kernel has no Landlock, and the preset restricts files" : NULL, 0 };
    /* Without the right to refer, which the first version does not know, a domain with file rights refuses every rename between folders. */
    bool kernel_files = !files && abi >= 2 && (settings->flags & FFI_CONFINE_OTHERS) != 0;
    struct ruleset set = {
        .fs = files ? all_file_rights(abi) : kernel_files ? FS_WRITE_FILE | FS_REFER : 0,
        .net = abi >= 4 && (settings->flags & FFI_CONFINE_SOCKETS) != 0 ? NET_TCP : 0,
        .scoped = abi < 6 ? 0 : ((settings->flags & FFI_CONFINE_OTHERS) != 0 ? SCOPE_SIGNAL : 0) | ((settings->flags & FFI_CONFINE_SOCKETS) != 0 ? SCOPE_ABSTRACT_SOCKET : 0)
    };
    if ((set.fs | set.net | set.scoped) == 0)
        return (struct ffi_confine_failure) { NULL, 0 };
    int ruleset = create(&set, abi);
    if (ruleset < 0)
        return (struct ffi_confine_failure) { "landlock_create_ruleset", errno };
    bool allowed = files ? allow_listed(ruleset, settings, set.fs) : !kernel_files || allow_all_but_kernel(ruleset, set.fs);
    struct ffi_confine_failure failure = { NULL, 0 };
    if (!allowed)
        failure = (struct ffi_confine_failure) { "landlock_add_rule", errno };
    else if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        failure = (struct ffi_confine_failure) { "landlock_restrict_self", errno };
    close(ruleset);
    return failure;
}
