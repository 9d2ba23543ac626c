using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

/// <summary>Somebody who waits for a worker.</summary>
/// <param name="since">When that began, by the host's clock.</param>
/// <param name="failedBefore">The number of starts that had failed by then.</param>
internal sealed class Waiter(long since, long failedBefore) : TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Since => since;

    public long FailedBefore => failedBefore;

    /// <summary>A start was made for its sake.</summary>
    public bool HasStart { get; set; }
}
