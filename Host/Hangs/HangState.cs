namespace FfiIsolation;

/// <summary>What a thread did that did not return.</summary>
public enum HangState
{
    /// <summary>Nobody can tell.</summary>
    Unknown,

    /// <summary>It ran: its CPU time grew.</summary>
    Spinning,

    /// <summary>It could have run, and no processor had time for it.</summary>
    Ready,

    /// <summary>It waited for time to pass or for a signal.</summary>
    Sleeping,

    /// <summary>It waited on a futex: for a mutex, a condition variable, a semaphore, the end of a thread.</summary>
    WaitingForLock,

    /// <summary>It waited for data, for room to write, or for an event of a descriptor.</summary>
    WaitingForInput,

    /// <summary>It waited for a process to end.</summary>
    WaitingForProcess,

    /// <summary>It waited for a callback, which ran in this process.</summary>
    WaitingForCallback,

    /// <summary>It waited in another system call.</summary>
    InSystemCall,

    /// <summary>It was stopped, by SIGSTOP or the like, or by a debugger.</summary>
    Stopped,

    /// <summary>It was in the kernel where no signal reaches it: storage that does not answer, for instance.</summary>
    Uninterruptible,
}
