/* The powers of root (capabilities(7)) by which a process changes the machine or looks into others: one place for what so many system calls can do.
   A child has no more than the worker, and PR_SET_NO_NEW_PRIVS keeps a program that it runs from getting them back. */
#define _GNU_SOURCE
#include "confine.h"
#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CAP_BPF
#define CAP_BPF 39    /* since Linux 5.8 */
#endif

#define BIT(capability) (1ull << (capability))
#define OF_OTHERS BIT(CAP_SYS_PTRACE)
#define OF_MACHINE (BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_TIME) | BIT(CAP_SYS_BOOT) | BIT(CAP_SYS_MODULE) | BIT(CAP_SYS_RAWIO) | BIT(CAP_SYS_PACCT) \
    | BIT(CAP_SYS_TTY_CONFIG) | BIT(CAP_MAC_ADMIN) | BIT(CAP_MAC_OVERRIDE) | BIT(CAP_BPF))

struct ffi_confine_failure ffi_confine_capabilities(const struct ffi_confinement *settings)
{
    uint64_t taken = ((settings->flags & FFI_CONFINE_OTHERS) != 0 ? OF_OTHERS : 0) | ((settings->flags & FFI_CONFINE_MACHINE) != 0 ? OF_MACHINE : 0);
    if (taken == 0)
        return (struct ffi_confine_failure) { NULL, 0 };
    /* Not everybody may shrink the bounding set, and nobody needs to after PR_SET_NO_NEW_PRIVS; a kernel may not know them all. */
    for (int capability = 0; capability < 64; capability++)
        if ((taken & BIT(capability)) != 0)
            prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, sets) != 0)
        return (struct ffi_confine_failure) { "capget", errno };
    for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; half++) {
        uint32_t kept = ~(uint32_t)(taken >> 32 * half);
        sets[half].effective &= kept;
        sets[half].permitted &= kept;
        sets[half].inheritable &= kept;
    }
    return (struct ffi_confine_failure) { syscall(SYS_capset, &header, sets) != 0 ? "capset" : NULL, errno };
}
