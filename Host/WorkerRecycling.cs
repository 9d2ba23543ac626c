namespace FfiIsolation;

/// <summary>
/// When a worker that serves calls is replaced although it is well: for what calls leave behind in it. The replacement is started first, and the
/// worker goes on until it is ready and until the call on board has ended, so no call waits for it, and a limit can be overrun by the calls of that time.
/// A session's worker is never recycled.
/// </summary>
public sealed record WorkerRecycling
{
    /// <summary>Workers are never recycled.</summary>
    public static WorkerRecycling Never { get; } = new() { MemoryGrowthBytes = null };

    /// <summary>The number of calls after which a worker is replaced. Loading and resolving are not counted; a batch counts for each crossing.</summary>
    /// <value>1 to 1,000,000,000,000, or null (the default) for no limit.</value>
    public long? Calls { get; init; }

    /// <summary>The age at which a worker is replaced, looked at once a second.</summary>
    /// <value>1 second to 365 days, or null (the default) for no limit.</value>
    public TimeSpan? Age { get; init; }

    /// <summary>
    /// How much the private resident memory of a worker may grow beyond what it had when it was ready, in bytes, looked at once a second. Memory
    /// that is shared with the host, such as buffers, is not counted.
    /// </summary>
    /// <value>1,048,576 (1 MiB) to 1,099,511,627,776 (1 TiB), or null for no limit. The default is 536,870,912 (512 MiB).</value>
    public long? MemoryGrowthBytes { get; init; } = 512L << 20;
}
