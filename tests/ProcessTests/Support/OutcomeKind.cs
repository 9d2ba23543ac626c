namespace FfiIsolation.ProcessTests.Support;

/// <summary>How a call ended, as its caller saw it: the rows of "How a call can end" in docs/crash-model.md.</summary>
internal enum OutcomeKind
{
    Completed,

    /// <summary>A C++ exception.</summary>
    Threw,

    /// <summary>It ended its worker.</summary>
    Crashed,

    /// <summary>It ended, and had left a buffer that it was lent.</summary>
    Overran,

    TimedOut,
    Cancelled,

    /// <summary>A bystander, or one whose result was lost on its way: native code may have been entered.</summary>
    LostStarted,

    /// <summary>A bystander that had not started.</summary>
    LostNotStarted,

    /// <summary>Refused for itself: an argument, a prototype, a handle, a full queue.</summary>
    Rejected,

    /// <summary>Refused since its function or library keeps killing workers.</summary>
    Quarantined,

    /// <summary>There was no worker for it.</summary>
    Unavailable,

    /// <summary>Its host or session was disposed before it had a worker.</summary>
    Disposed,

    /// <summary>With what no call of a host ends with.</summary>
    Other,
}
