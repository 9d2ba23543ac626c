using FfiIsolation.Workers;

using FfiIsolation.Lanes;

namespace FfiIsolation.Supervision;

/// <summary>Somebody who waits for a worker.</summary>
/// <param name="since">When that began, by the host's clock.</param>
/// <param name="failedBefore">The number of starts that had failed by then.</param>
internal sealed class Waiter(long since, long failedBefore) : TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Since => since;

    public long FailedBefore => failedBefore;

    /// <summary>Whether a thread does nothing else meanwhile.</summary>
    public bool IsBlocked { get; } = BlockedCaller.Waits;

    /// <summary>A start was made for its sake.</summary>
    public bool HasStart { get; set; }
}
