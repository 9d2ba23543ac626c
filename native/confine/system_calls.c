/* A seccomp filter (seccomp(2)) that has the kernel ask the host about the few system calls by which a library could reach past its own process.
   All others are allowed without a look at their arguments, which the kernel remembers: they cost nothing. */
#define _GNU_SOURCE
#include "confine.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <asm/sockios.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1ul << 5)    /* since Linux 5.19 */
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef SYS_process_mrelease
#define SYS_process_mrelease 448
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#ifndef SYS_setxattrat
#define SYS_setxattrat 463
#endif
#ifndef SYS_removexattrat
#define SYS_removexattrat 466
#endif
#ifndef SYS_file_setattr
#define SYS_file_setattr 469
#endif
#define MAX_INSTRUCTIONS 512
#define SET_OWNER 8            /* F_SETOWN */
#define PARENTS_CHILD 0x8000   /* CLONE_PARENT */
#define SOCKET_TYPES 0xF       /* SOCK_TYPE_MASK of the kernel: flags stand above it */
#define USER_FAULTS_ONLY 1     /* UFFD_USER_MODE_ONLY, since Linux 5.11 */
#define SET_XATTR_FLAGS 0x401C5820u /* FS_IOC_FSSETXATTR, since Linux 4.5 */
#define NEW_FAULT_HANDLER 0xAA00    /* USERFAULTFD_IOC_NEW of /dev/userfaultfd, since Linux 6.1 */
#define X32_BIT 0x40000000u    /* system calls of another data model, which would pass by other numbers */

enum question {
    ALWAYS,              /* the host decides each */
    IF_PROCESS_0,        /* where argument 0 names another process than the caller's */
    IF_GROUP_0,          /* likewise, or another group than the worker's */
    IF_PROCESS_1,        /* where argument 0 says that argument 1 is a process, and it is another; and for everything else that argument 0 can say */
    IF_LIMITS,           /* where argument 2 is not null and argument 0 names another */
    IF_REQUEST,          /* where argument 1 is a request that types into a terminal, stops it or changes its discipline, sends signals or makes what userfaultfd makes; or one that changes a file's attributes */
    IF_OWNER,            /* where argument 1 makes another process the owner of a descriptor's signals */
    IF_FAULTS,           /* where argument 0 does not leave the kernel's own page faults out: whoever reads this memory from outside, as the host does, would wait for the library */
    IF_OPEN_PAIR,        /* but where argument 0 is AF_UNIX and argument 1 a type whose pairs stay with each other: a datagram socket of a pair can send to any that has a name */
    IF_PARENTS,          /* where argument 0 says that the new process is a child of the caller's parent: of the host, which would neither know of it nor reap it */
    IF_POISON            /* where argument 2 says that memory has failed: who else maps the segment, as the host does, would die of it */
};

struct asked {
    uint16_t number;
    uint8_t flag, question;
    uint8_t process_kind;    /* of IF_PROCESS_1: the value of argument 0 that means a process */
};

static const struct asked table[] = {
    { SYS_kill, FFI_CONFINE_OTHERS, IF_GROUP_0, 0 }, { SYS_tgkill, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 }, { SYS_tkill, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 },
    { SYS_rt_sigqueueinfo, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 }, { SYS_rt_tgsigqueueinfo, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 },
    { SYS_pidfd_send_signal, FFI_CONFINE_OTHERS, ALWAYS, 0 }, { SYS_ptrace, FFI_CONFINE_OTHERS, ALWAYS, 0 },
    { SYS_process_vm_readv, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 }, { SYS_process_vm_writev, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 },
    { SYS_pidfd_getfd, FFI_CONFINE_OTHERS, ALWAYS, 0 }, { SYS_process_madvise, FFI_CONFINE_OTHERS, ALWAYS, 0 }, { SYS_process_mrelease, FFI_CONFINE_OTHERS, ALWAYS, 0 },
    { SYS_sched_setaffinity, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 }, { SYS_sched_setscheduler, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 },
    { SYS_sched_setparam, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 }, { SYS_sched_setattr, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 },
    { SYS_setpriority, FFI_CONFINE_OTHERS, IF_PROCESS_1, 0 /* PRIO_PROCESS */ }, { SYS_ioprio_set, FFI_CONFINE_OTHERS, IF_PROCESS_1, 1 /* IOPRIO_WHO_PROCESS */ },
    { SYS_prlimit64, FFI_CONFINE_OTHERS, IF_LIMITS, 0 }, { SYS_migrate_pages, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 }, { SYS_move_pages, FFI_CONFINE_OTHERS, IF_PROCESS_0, 0 },
    { SYS_ioctl, FFI_CONFINE_OTHERS | FFI_CONFINE_FILES, IF_REQUEST, 0 }, { SYS_fcntl, FFI_CONFINE_OTHERS, IF_OWNER, 0 }, { SYS_userfaultfd, FFI_CONFINE_OTHERS, IF_FAULTS, 0 },
    { SYS_clone, FFI_CONFINE_OTHERS, IF_PARENTS, 0 },

    { SYS_mount, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_umount2, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_pivot_root, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_move_mount, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_fsopen, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_open_tree, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_setns, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_init_module, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_finit_module, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_delete_module, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_kexec_load, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_kexec_file_load, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_reboot, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_swapon, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_swapoff, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_bpf, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_iopl, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_ioperm, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_settimeofday, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_clock_settime, FFI_CONFINE_MACHINE, ALWAYS, 0 },
    { SYS_sethostname, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_setdomainname, FFI_CONFINE_MACHINE, ALWAYS, 0 }, { SYS_madvise, FFI_CONFINE_MACHINE, IF_POISON, 0 },

    { SYS_execve, FFI_CONFINE_EXEC, ALWAYS, 0 }, { SYS_execveat, FFI_CONFINE_EXEC, ALWAYS, 0 },

    { SYS_socket, FFI_CONFINE_SOCKETS, ALWAYS, 0 }, { SYS_socketpair, FFI_CONFINE_SOCKETS, IF_OPEN_PAIR, 0 },
    { SYS_io_uring_setup, FFI_CONFINE_SOCKETS, ALWAYS, 0 },

    /* Landlock refuses these by path; the host is asked so that it can name what is refused. */
    { SYS_open, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_openat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_openat2, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_creat, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_mkdir, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_mkdirat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_rmdir, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_unlink, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_unlinkat, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_rename, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_renameat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_renameat2, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_link, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_linkat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_symlink, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_symlinkat, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_truncate, FFI_CONFINE_FILES, ALWAYS, 0 },
    /* These Landlock does not know. */
    { SYS_chmod, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fchmod, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fchmodat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fchmodat2, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_chown, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fchown, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_lchown, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fchownat, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_setxattr, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_lsetxattr, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fsetxattr, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_removexattr, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_lremovexattr, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_fremovexattr, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_setxattrat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_removexattrat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_file_setattr, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_utime, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_utimes, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_futimesat, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_utimensat, FFI_CONFINE_FILES, ALWAYS, 0 },
    { SYS_open_by_handle_at, FFI_CONFINE_FILES, ALWAYS, 0 }, { SYS_chroot, FFI_CONFINE_FILES, ALWAYS, 0 },
};

struct program {
    struct sock_filter instructions[MAX_INSTRUCTIONS];
    unsigned short length;
    bool is_full;
};

static void emit(struct program *program, uint16_t code, uint8_t if_true, uint8_t if_false, uint32_t value)
{
    if (program->length == MAX_INSTRUCTIONS) {
        program->is_full = true;
        return;
    }
    program->instructions[program->length++] = (struct sock_filter) { code, if_true, if_false, value };
}

static void load(struct program *program, uint32_t offset)
{
    emit(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
}

/* The lower half of an argument: what the kernel takes of an int. */
static void load_argument(struct program *program, int argument)
{
    load(program, (uint32_t)(offsetof(struct seccomp_data, args) + sizeof(uint64_t) * (size_t)argument));
}

static void allow_if(struct program *program, uint32_t value)
{
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value);
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

static void ask(struct program *program)
{
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_USER_NOTIF);
}

static void allow_own(struct program *program, int argument)
{
    load_argument(program, argument);
    allow_if(program, 0);
    allow_if(program, (uint32_t)getpid());
}

static void allow_requests_but(struct program *program, int argument, const uint32_t *requests, size_t count)
{
    load_argument(program, argument);
    for (size_t i = 0; i < count; i++)
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, (uint8_t)(count - i), 0, requests[i]);
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

static void decide(struct program *program, const struct asked *asked, uint32_t flags)
{
    static const uint32_t others_requests[] = { TIOCSTI, TIOCLINUX, TCXONC, TIOCSETD, FIOSETOWN, SIOCSPGRP, NEW_FAULT_HANDLER };
    static const uint32_t file_requests[] = { FS_IOC_SETFLAGS, FS_IOC_SETVERSION, SET_XATTR_FLAGS };
    static const uint32_t poisons[] = { 100 /* MADV_HWPOISON */, 101 /* MADV_SOFT_OFFLINE */ };
    static const uint32_t owner_requests[] = { SET_OWNER, 15 /* F_SETOWN_EX */ };
    switch ((enum question)asked->question) {
    case ALWAYS:
        break;
    case IF_PROCESS_0:
        allow_own(program, 0);
        break;
    case IF_GROUP_0:
        allow_own(program, 0);
        allow_if(program, (uint32_t)-getpid());    /* leads its own group: own_session() in bootstrap.c */
        break;
    case IF_PROCESS_1:
        load_argument(program, 0);
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 5, asked->process_kind);    /* else past the two tests of allow_own */
        allow_own(program, 1);
        break;
    case IF_LIMITS:
        for (int half = 0; half < 2; half++) {
            load(program, (uint32_t)(offsetof(struct seccomp_data, args[2]) + sizeof(uint32_t) * (size_t)half));
            emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, half == 0 ? 3 : 1, 0);
        }
        emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
        allow_own(program, 0);
        break;
    case IF_REQUEST: {
        uint32_t requests[sizeof others_requests / sizeof others_requests[0] + sizeof file_requests / sizeof file_requests[0]];
        size_t count = 0;
        for (size_t i = 0; (flags & FFI_CONFINE_OTHERS) != 0 && i < sizeof others_requests / sizeof others_requests[0]; i++)
            requests[count++] = others_requests[i];
        for (size_t i = 0; (flags & FFI_CONFINE_FILES) != 0 && i < sizeof file_requests / sizeof file_requests[0]; i++)
            requests[count++] = file_requests[i];
        allow_requests_but(program, 1, requests, count);
        break;
    }
    case IF_OWNER:
        allow_requests_but(program, 1, owner_requests, sizeof owner_requests / sizeof owner_requests[0]);
        load_argument(program, 1);
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 5, SET_OWNER);    /* the other one names it behind a pointer: past the two tests of allow_own */
        allow_own(program, 2);
        break;
    case IF_FAULTS:
        load_argument(program, 0);
        emit(program, BPF_JMP | BPF_JSET | BPF_K, 0, 1, USER_FAULTS_ONLY);
        emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
        break;
    case IF_OPEN_PAIR:
        load_argument(program, 0);
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 6, AF_UNIX);    /* else past the tests of the type */
        load_argument(program, 1);
        emit(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, SOCKET_TYPES);
        allow_if(program, SOCK_STREAM);
        allow_if(program, SOCK_SEQPACKET);
        break;
    case IF_PARENTS:
        load_argument(program, 0);
        emit(program, BPF_JMP | BPF_JSET | BPF_K, 1, 0, PARENTS_CHILD);
        emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
        break;
    case IF_POISON:
        allow_requests_but(program, 2, poisons, sizeof poisons / sizeof poisons[0]);
        break;
    }
    ask(program);
}

static void build(struct program *program, uint32_t flags)
{
    load(program, offsetof(struct seccomp_data, arch));
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AUDIT_ARCH_X86_64);
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS);    /* int 0x80: other numbers for the same calls */
    load(program, offsetof(struct seccomp_data, nr));
    emit(program, BPF_JMP | BPF_JGE | BPF_K, 0, 1, X32_BIT);
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS);
    if ((flags & FFI_CONFINE_OTHERS) != 0) {
        /* clone() with its flags behind a pointer, where they can change after a look. The C library then calls clone(), as on a kernel before 5.3. */
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_clone3);
        emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS);
    }
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if ((table[i].flag & flags) == 0)
            continue;
        /* The number is in the accumulator until a decision, which always returns. */
        unsigned short jump = program->length;
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, table[i].number);
        decide(program, &table[i], flags);
        if (!program->is_full)
            program->instructions[jump].jf = (uint8_t)(program->length - jump - 1);
    }
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

struct ffi_confine_failure ffi_confine_system_calls(const struct ffi_confinement *settings, int *listener)
{
    static struct program program;
    build(&program, settings->flags);
    if (program.is_full)
        return (struct ffi_confine_failure) { "the filter of system calls is too long", 0 };
    struct sock_fprog filter = { program.length, program.instructions };
    unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &filter);
    if (result < 0 && errno == EINVAL)
        result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
    *listener = (int)result;
    return (struct ffi_confine_failure) { result < 0 ? "seccomp" : NULL, errno };
}
