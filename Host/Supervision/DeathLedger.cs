// Where a death is counted. Each count is apart from the others: what stops one (an assembly that the application lacks, a clock of its own that throws) is told,
// and must not switch off the next.
using FfiIsolation.Quarantining;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed class DeathLedger(HostEvents events, Suspects suspects, RestartGate gate)
{
    /// <summary>Counts an unexpected death wherever deaths are counted. Does not throw.</summary>
    public void Record(WorkerDeath death)
    {
        events.Counting(death.Report, "events and metrics", () => events.RaiseDeath(death.Report));
        events.Counting(death.Report, "the quarantine", () => suspects.RecordDeath(death));
        if (!death.IsApart)
        {
            events.Counting(death.Report, "the restart budget", () => gate.RecordDeath(death.Report));
        }
    }

    /// <summary>Counts a crash of a worker that was ending in good order. Does not throw; reads files.</summary>
    public void RecordUnload(CrashReport end, Func<string, string?> isLoaded) =>
        events.Counting(end, "the quarantine", () => suspects.RecordUnload(end, isLoaded));
}
