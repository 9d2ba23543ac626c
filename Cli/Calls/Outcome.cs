namespace FfiIsolation.Cli.Calls;

/// <summary>How one call ended.</summary>
internal enum Outcome
{
    /// <summary>It returned.</summary>
    Completed,

    /// <summary>It threw a C++ exception.</summary>
    Threw,

    /// <summary>It ended its worker.</summary>
    Crashed,

    /// <summary>It left a buffer that it was lent.</summary>
    Overran,

    /// <summary>It did not return in time.</summary>
    TimedOut,

    /// <summary>Nobody waited for it any more.</summary>
    Cancelled,

    /// <summary>Its worker ended for a reason that is not the call's.</summary>
    WorkerLost,

    /// <summary>It was refused before anything ran.</summary>
    Rejected,

    /// <summary>No worker could be had.</summary>
    Unavailable,
}
