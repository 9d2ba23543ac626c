namespace FfiIsolation;

/// <summary>What a batch wants.</summary>
public sealed record BatchOptions
{
    internal static BatchOptions Default { get; } = new();

    /// <summary>What is done when a row crashes or throws.</summary>
    public BatchFailureAction OnFailure { get; init; }

    /// <summary>With <see cref="BatchFailureAction.Skip"/>: the failure after this many ends the batch, as if it were the first.</summary>
    /// <value>1 to 1,000,000; the default is 100.</value>
    public int MaxFailures { get; init; } = 100;

    /// <summary>The time that the whole batch may take. Past it, the worker is killed and the batch ends as <see cref="CallTimeoutException"/>, also when rows are skipped.</summary>
    /// <value>1 millisecond to 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>; null (the default) for <see cref="NativeHostOptions.CallTimeout"/>.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Cancelled: the batch ends after the row that runs. One that does not return within <see cref="NativeHostOptions.CancellationGrace"/> is killed with its worker.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Told how many rows are done, failed ones included, after each crossing, which takes about 10 ms as long as rows are quick. Called on the thread that runs the batch.</summary>
    public IProgress<long>? Progress { get; init; }

    internal void Validate()
    {
        new CallOptions { Timeout = Timeout }.Validate();
        if (MaxFailures is < 1 or > 1_000_000)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxFailures), MaxFailures, "The number of failures is from 1 to 1,000,000.");
        }

        if (!Enum.IsDefined(OnFailure))
        {
            throw new ArgumentOutOfRangeException(nameof(OnFailure), OnFailure, "A batch stops or skips.");
        }
    }
}
