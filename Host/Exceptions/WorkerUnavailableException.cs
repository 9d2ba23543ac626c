namespace FfiIsolation;

/// <summary>No worker can be had: none can be started, or the restart budget is spent. Nothing ran.</summary>
public sealed class WorkerUnavailableException : FfiIsolationException
{
    internal WorkerUnavailableException(string message, CrashReport? report = null, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Report = report;
        RetryAfter = retryAfter;
    }

    /// <summary>The last death that spent the restart budget; null when the budget is not the reason.</summary>
    public CrashReport? Report { get; }

    /// <summary>When a start will be tried again; null when that is not known.</summary>
    public TimeSpan? RetryAfter { get; }
}
