namespace FfiIsolation.Resilience.Chaos;

/// <param name="Only">The names of experiments, a name that ends in * is a beginning; empty for all.</param>
internal sealed record ChaosOptions(int Seed, TimeSpan Time, IReadOnlyList<LaneChoice> Lanes, IReadOnlyList<string> Only);
