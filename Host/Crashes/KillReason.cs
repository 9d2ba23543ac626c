namespace FfiIsolation;

/// <summary>Why the host itself ended a worker.</summary>
public enum KillReason
{
    /// <summary>A call did not return within its timeout.</summary>
    Timeout,

    /// <summary>A call was cancelled and did not return within the grace period.</summary>
    Cancelled,

    /// <summary>The session or the host that owned it was disposed.</summary>
    Disposed,

    /// <summary>It was no longer needed.</summary>
    Shutdown,

    /// <summary>It did not become ready.</summary>
    StartFailed,

    /// <summary>It sent what no honest worker sends.</summary>
    ProtocolViolation,

    /// <summary>A call ended its thread (<c>pthread_exit</c>), without which the worker is not sound.</summary>
    ThreadExited,

    /// <summary>Its pipe ended while it lived: native code closed descriptors that it did not open, perhaps.</summary>
    PipeClosed,

    /// <summary>It was stopped (SIGSTOP) from outside, before it took up a call: it would have answered nobody.</summary>
    Stopped,
}
