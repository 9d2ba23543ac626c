namespace FfiIsolation.Resilience.Storm;

/// <param name="Crashes">Faults made by all threads together.</param>
/// <param name="DefaultsTime">How long the second storm lasts, which is on the defaults.</param>
internal sealed record StormOptions(int Crashes, int Threads, int Workers, TimeSpan DefaultsTime, LaneChoice Lane, int Seed);
