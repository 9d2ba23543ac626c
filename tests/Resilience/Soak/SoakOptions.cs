namespace FfiIsolation.Resilience.Soak;

/// <param name="Callers">Callers at the same time.</param>
/// <param name="CallsPerSecond">The most that all of them make together, each step counted as one call; 0: as many as go.</param>
/// <param name="Samples">How often everything is stopped and measured.</param>
internal sealed record SoakOptions(TimeSpan Time, int Callers, int CallsPerSecond, int Samples, LaneChoice Lane, int Seed);
