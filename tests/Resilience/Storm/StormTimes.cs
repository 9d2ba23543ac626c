using System.Collections.Concurrent;
using FfiIsolation.Measuring;

namespace FfiIsolation.Resilience.Storm;

/// <summary>Times of one kind, from many threads, in nanoseconds.</summary>
internal sealed class StormTimes
{
    private readonly ConcurrentBag<double> _times = [];

    public void Add(TimeSpan time) => _times.Add(time.TotalNanoseconds);

    /// <returns>The times of these shares, in ascending order; empty where there are none.</returns>
    public string[] At(params ReadOnlySpan<double> shares)
    {
        double[] sorted = [.. _times];
        Array.Sort(sorted);
        string[] texts = new string[shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            texts[i] = sorted.Length == 0 ? "" : DurationText.Of(Percentiles.At(sorted, shares[i]));
        }

        return texts;
    }
}
