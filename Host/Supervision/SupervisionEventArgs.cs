namespace FfiIsolation;

/// <summary>One step of the story of a host's workers: what died, what was tried again, what was given up.</summary>
public sealed class SupervisionEventArgs : EventArgs
{
    internal SupervisionEventArgs(SupervisionEventKind kind, string message, CrashReport? report = null, TimeSpan? retryAfter = null, int attempt = 0)
    {
        Kind = kind;
        Message = message;
        Report = report;
        RetryAfter = retryAfter;
        Attempt = attempt;
    }

    /// <summary>What happened.</summary>
    public SupervisionEventKind Kind { get; }

    /// <summary>The same in one English sentence.</summary>
    public string Message { get; }

    /// <summary>The death that caused it; null where none did.</summary>
    public CrashReport? Report { get; }

    /// <summary>The time until the next try; null where there is none.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>For retries: the number of the retry, from 1; otherwise 0.</summary>
    public int Attempt { get; }

    /// <summary>The worker that it is about, by its number in the order of starts; null where it is about none.</summary>
    public long? Generation { get; internal init; }

    /// <summary>The process id of the worker that it is about; null where it is about none.</summary>
    public int? ProcessId { get; internal init; }

    /// <summary>What was thrown, for the log; null where nothing was.</summary>
    internal Exception? Failure { get; init; }

    /// <summary>What is in quarantine, where the event is about that; null otherwise.</summary>
    public QuarantineEntry? Quarantine { get; internal init; }

    /// <summary>The kind and the sentence: <c>WorkerStarted: Worker 3 (process 4711) started.</c></summary>
    public override string ToString() => $"{Kind}: {Message}";
}
