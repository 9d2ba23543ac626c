// The system calls in which threads hang, by their numbers on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl).
namespace FfiIsolation.Hangs;

/// <param name="Name">As its manual page is called.</param>
/// <param name="State">What a thread does that waits in it.</param>
/// <param name="IsRestarted">Whether the kernel goes on with it, unseen by the program, after the thread was stopped (signal(7)). Where this is not known, a stop may end it with EINTR.</param>
internal readonly record struct SystemCall(string Name, HangState State, bool IsRestarted = false)
{
    public const long Poll = 7;
    public const long Select = 23;
    public const long Futex = 202;
    public const long SelectWithMask = 270;
    public const long PollWithMask = 271;

    public static SystemCall Of(long number) => number switch
    {
        0 => new("read", HangState.WaitingForInput),
        1 => new("write", HangState.WaitingForInput),
        Poll => new("poll", HangState.WaitingForInput, true),
        16 => new("ioctl", HangState.InSystemCall),
        17 => new("pread", HangState.WaitingForInput),
        18 => new("pwrite", HangState.WaitingForInput),
        19 => new("readv", HangState.WaitingForInput),
        20 => new("writev", HangState.WaitingForInput),
        Select => new("select", HangState.WaitingForInput, true),
        34 => new("pause", HangState.Sleeping, true),
        35 => new("nanosleep", HangState.Sleeping, true),
        42 => new("connect", HangState.WaitingForInput),
        43 => new("accept", HangState.WaitingForInput),
        44 => new("sendto", HangState.WaitingForInput),
        45 => new("recvfrom", HangState.WaitingForInput),
        46 => new("sendmsg", HangState.WaitingForInput),
        47 => new("recvmsg", HangState.WaitingForInput),
        56 => new("clone", HangState.InSystemCall),
        58 => new("vfork", HangState.InSystemCall),
        61 => new("wait4", HangState.WaitingForProcess, true),
        65 => new("semop", HangState.WaitingForLock),
        70 => new("msgrcv", HangState.WaitingForInput),
        72 => new("fcntl", HangState.WaitingForLock),
        73 => new("flock", HangState.WaitingForLock, true),
        74 => new("fsync", HangState.InSystemCall),
        128 => new("rt_sigtimedwait", HangState.Sleeping),
        130 => new("rt_sigsuspend", HangState.Sleeping, true),
        Futex => new("futex", HangState.WaitingForLock, true),
        219 => new("restart_syscall", HangState.Sleeping, true),
        220 => new("semtimedop", HangState.WaitingForLock),
        230 => new("clock_nanosleep", HangState.Sleeping, true),
        232 => new("epoll_wait", HangState.WaitingForInput),
        247 => new("waitid", HangState.WaitingForProcess, true),
        SelectWithMask => new("pselect6", HangState.WaitingForInput, true),
        PollWithMask => new("ppoll", HangState.WaitingForInput, true),
        281 => new("epoll_pwait", HangState.WaitingForInput),
        288 => new("accept4", HangState.WaitingForInput),
        435 => new("clone3", HangState.InSystemCall),
        441 => new("epoll_pwait2", HangState.WaitingForInput),
        449 => new("futex_waitv", HangState.WaitingForLock, true),
        _ => new($"system call {number}", HangState.InSystemCall),
    };
}
