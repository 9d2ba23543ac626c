namespace FfiIsolation.Resilience.Soak;

/// <param name="Callers">Callers at the same time.</param>
/// <param name="Samples">How often everything is stopped and measured.</param>
internal sealed record SoakOptions(TimeSpan Time, int Callers, int Samples, LaneChoice Lane, int Seed);
