using FfiIsolation.Calls;

namespace FfiIsolation.Workers;

/// <summary>The end of one worker.</summary>
/// <param name="Report">What is known of it.</param>
/// <param name="KilledBecause">Why the host killed it; null when it did not.</param>
/// <param name="Call">The call on board, if any.</param>
/// <param name="Entered">Whether that call may have entered native code.</param>
/// <param name="Ended">Whether that call had already ended when the worker did: its result was on its way.</param>
internal sealed record WorkerDeath(CrashReport Report, KillReason? KilledBecause, PreparedCall? Call, bool Entered, bool Ended)
{
    /// <summary>The call that native code was in, or had called back from: of calls within callbacks the innermost. Null where there was none, or it had ended.</summary>
    public PreparedCall? Innermost { get; init; }

    /// <summary>The functions of the calls that had ended in the worker. Not known of a death that the guard has told, and not needed.</summary>
    public EarlierFunctions Earlier { get; init; }

    /// <summary>Whether the guard has told it: the call crashed on its own thread. What the report says beyond that may not be known yet.</summary>
    public bool IsTold { get; init; }

    /// <summary>Whether the worker was for one call alone, so that its death is not counted against the restart budget.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether the worker did not end as its host wanted.</summary>
    public bool IsUnexpected => KilledBecause is not (KillReason.Disposed or KillReason.Shutdown);
}
