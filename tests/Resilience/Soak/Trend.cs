// Whether something grows. The first third of a run is warming up: compilers, caches, pools. Of the rest, the later half is held against the
// earlier one, each by its lowest sample: buffers that a pool keeps for now come and go, and what leaks lifts the floor.
namespace FfiIsolation.Resilience.Soak;

internal static class Trend
{
    /// <summary>The samples that this needs.</summary>
    public const int LeastSamples = 9;

    /// <returns>By how much the lowest of the last third of the samples lies above that of the third before; below 0 where it lies below.</returns>
    public static long GrowthOf(IReadOnlyList<long> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Count, LeastSamples);
        int third = samples.Count / 3;
        return samples.Skip(samples.Count - third).Min() - samples.Skip(samples.Count - (2 * third)).Take(third).Min();
    }
}
