namespace FfiIsolation.Diagnostics;

/// <summary>What happened to a host, as far as it matters to its health now.</summary>
/// <param name="SinceBudgetSpent">The time since the restart budget was last spent; null where it never was.</param>
/// <param name="StartFailure">Why the last start of a worker failed for good; null where none did since one went well.</param>
internal readonly record struct HostPast(BudgetState Budget, TimeSpan? SinceBudgetSpent, string? StartFailure, CrashReport? LastCrash);
