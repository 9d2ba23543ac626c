namespace FfiIsolation.Supervision;

/// <summary>A death as Polly sees it. Never leaves the host.</summary>
internal sealed class WorkerDiedException(CrashReport report) : Exception("A worker died.")
{
    public CrashReport Report => report;
}
