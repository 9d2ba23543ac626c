namespace FfiIsolation;

/// <summary>
/// The function keeps killing workers, or its library does while it is loaded, so it was not called. It is tried again after some time
/// (<see cref="QuarantineEntry.RetryAfter"/>); the application can end the quarantine before (<see cref="NativeHost.Quarantine"/>).
/// </summary>
public sealed class FunctionQuarantinedException : CallRejectedException
{
    internal FunctionQuarantinedException(QuarantineEntry evidence)
        : base($"{evidence} Last death: {(evidence.Reports is [.., var last] ? last.Summary : "not known")}") => Evidence = evidence;

    /// <summary>What is in quarantine, with the deaths that it is for.</summary>
    public QuarantineEntry Evidence { get; }

    /// <summary>The time until a call is made as a trial; zero where one is under way.</summary>
    public TimeSpan RetryAfter => Evidence.RetryAfter;
}
