namespace FfiIsolation;

/// <summary>No worker was free for the call within <see cref="NativeHostOptions.QueueTimeout"/>. Nothing ran; try again later, or raise <see cref="NativeHostOptions.MaxWorkers"/>.</summary>
public sealed class QueueTimeoutException : CallRejectedException
{
    internal QueueTimeoutException(TimeSpan limit)
        : base($"The call waited {limit.TotalSeconds:0.###} s for a worker, which is the limit ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.QueueTimeout)}). Nothing ran.")
        => Limit = limit;

    /// <summary>The limit.</summary>
    public TimeSpan Limit { get; }
}
