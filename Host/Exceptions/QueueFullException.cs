namespace FfiIsolation;

/// <summary>As many calls wait for a worker as may wait. Nothing ran; try again later, or raise <see cref="NativeHostOptions.MaxWorkers"/>.</summary>
public sealed class QueueFullException : CallRejectedException
{
    internal QueueFullException(int limit)
        : base($"{limit} calls already wait for a worker, which is the limit ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxQueuedCalls)}). Nothing ran.")
        => Limit = limit;

    /// <summary>The limit.</summary>
    public int Limit { get; }
}
