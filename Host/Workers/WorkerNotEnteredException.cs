namespace FfiIsolation.Workers;

/// <summary>A worker ended before a call got into native code. Never leaves the host: the call is made in another worker.</summary>
internal sealed class WorkerNotEnteredException(CrashReport? report) : Exception("The worker ended before the call started.")
{
    public CrashReport? Report => report;
}
