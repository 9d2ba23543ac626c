namespace FfiIsolation;

/// <summary>How a batch went. The results are in the caller's memory; a row that failed has left its own as it was.</summary>
public sealed class BatchResult
{
    internal BatchResult(long rows, IReadOnlyList<BatchFailure> failures, string? warning)
    {
        Rows = rows;
        Failures = failures;
        Warning = warning;
    }

    /// <summary>The rows, failed ones included.</summary>
    public long Rows { get; }

    /// <summary>The rows that failed and were skipped, in their order.</summary>
    public IReadOnlyList<BatchFailure> Failures { get; }

    /// <summary>What looks as if the prototype were wrong, as <see cref="NativeResult.Warning"/> has it; null where nothing does.</summary>
    public string? Warning { get; }
}
