namespace FfiIsolation;

/// <summary>What counts against a function or a library.</summary>
[Flags]
public enum QuarantineCauses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It crashed: a fault, an abort, a signal of its own, or it broke what its worker needs to answer.</summary>
    Crash = 1,

    /// <summary>It ended its process or its thread: <c>exit</c>, <c>pthread_exit</c>, <c>exec</c>.</summary>
    Exit = 2,

    /// <summary>It did not return within its timeout.</summary>
    Timeout = 4,

    /// <summary>SIGKILL, SIGTERM, SIGINT, SIGHUP or SIGQUIT ended its worker. Who sent it is not known: the function itself, the kernel for want of memory, or a person.</summary>
    Kill = 8,

    /// <summary>A library crashed while a worker that had loaded it ended in good order.</summary>
    Unload = 16,
}
