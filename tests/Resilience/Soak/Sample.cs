namespace FfiIsolation.Resilience.Soak;

/// <summary>What this process and its workers hold while no call is under way.</summary>
/// <param name="Calls">All calls so far.</param>
/// <param name="ManagedBytes">Live objects, after a collection.</param>
/// <param name="ResidentBytes">Of this process.</param>
/// <param name="WorkerBytes">Resident, of all workers together.</param>
internal sealed record Sample(
    TimeSpan At, long Calls, long ManagedBytes, long ResidentBytes, long WorkerBytes, int Descriptors, int Threads, int Workers, int Mappings, int TemporaryFiles);
