using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

/// <summary>What a pool keeps in mind of one worker. Guarded by the pool's lock.</summary>
internal sealed class PooledWorker(WorkerProcess process, long startedAt)
{
    public WorkerProcess Process => process;

    public long StartedAt => startedAt;

    /// <summary>It has left the pool, for a session or to run one call alone, and does not come back.</summary>
    public bool IsDetached { get; set; }

    /// <summary>Why it is to be replaced; null where it is not.</summary>
    public string? Worn { get; set; }

    /// <summary>The private memory it had when it was ready, in bytes; null where nobody has looked.</summary>
    public long? ReadyBytes { get; set; }

    /// <summary>The call that was its last one when the pool looked last, and since when.</summary>
    public ulong LastCall { get; set; }

    public long UnusedSince { get; set; }

    public override string ToString() => $"Worker {process.Generation} (process {process.ProcessId})";
}
