using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Calls;

/// <summary>Everything that is known after one call.</summary>
internal sealed record CallOutcome
{
    public required Outcome Outcome { get; init; }

    /// <summary>The result; null where there is none, and for a text that is not there.</summary>
    public object? Value { get; init; }

    /// <summary>Whether there is a result: the call completed, and the function returns something.</summary>
    public bool HasValue { get; init; }

    /// <summary>What native code left in each buffer that it could write.</summary>
    public IReadOnlyList<OutputValue> Outputs { get; init; } = Array.Empty<OutputValue>();

    /// <summary>errno right after the call; null where the call did not return.</summary>
    public int? Errno { get; init; }

    /// <summary>What looked odd about the result.</summary>
    public string? Warning { get; init; }

    /// <summary>The time from before the call was sent until its outcome was known. Zero where it was not sent.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What happened to workers around the call; only demos look.</summary>
    public IReadOnlyList<SupervisionEventArgs> Events { get; init; } = Array.Empty<SupervisionEventArgs>();

    /// <summary>Why it did not complete.</summary>
    public Exception? Error { get; init; }

    /// <summary>What is known of the worker's death.</summary>
    public CrashReport? Report => Failures.ReportOf(Error);

    /// <summary>The exit status that says this outcome.</summary>
    public int ExitCode => Failures.ExitCodeOf(Outcome, Error);
}
