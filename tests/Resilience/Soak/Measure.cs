namespace FfiIsolation.Resilience.Soak;

/// <summary>Something that must not grow.</summary>
/// <param name="Tolerance">Growth up to here is noise in a short run: pages that a heap keeps, threads that a pool has for now.</param>
/// <param name="LongTolerance">The same in a long run, whose many samples find the floor of what comes and goes.</param>
/// <param name="Share">Or up to this share of what there is.</param>
internal sealed record Measure(string Name, Func<Sample, long> Of, long Tolerance, long LongTolerance, double Share = 0)
{
    /// <summary>What the pool of a soak has at most, but for its spare.</summary>
    public const int Workers = 3;

    private const long Mebibyte = 1 << 20;

    /// <summary>Samples from which on a run is a long one: some four minutes.</summary>
    private const int ManySamples = 120;

    /// <summary>A pool at rest may have all of its workers and spares or few of them.</summary>
    private const int MostWorkers = Workers + 1;

    /// <summary>That this process has for each of its workers. They come and go with it, and so are no growth.</summary>
    private const int DescriptorsOfWorker = 8;

    public static IReadOnlyList<Measure> All { get; } =
    [
        new("managed heap", sample => sample.ManagedBytes, 16 * Mebibyte, 4 * Mebibyte), // pools of buffers fill for a minute before the runtime trims them
        new("resident", sample => sample.ResidentBytes, 16 * Mebibyte, 16 * Mebibyte, 0.1),
        new("resident, a worker", sample => sample.WorkerBytes / Math.Max(sample.Workers, 1), 16 * Mebibyte, 8 * Mebibyte, 0.3), // 10 MiB of a young one, 26 of an old one, and few samples of each
        new("descriptors, but workers'", sample => sample.Descriptors - (DescriptorsOfWorker * sample.Workers), DescriptorsOfWorker * MostWorkers, 4),
        new("threads", sample => sample.Threads, 8, 3),
        new("workers", sample => sample.Workers, MostWorkers, 1),
        new("mappings", sample => sample.Mappings, 64, 16),
        new("temporary files", sample => sample.TemporaryFiles, 0, 0),
    ];

    /// <summary>The growth over the later part of a run, and whether it is more than noise.</summary>
    public (long Growth, bool IsTrend) Judge(IReadOnlyList<Sample> samples)
    {
        long[] values = [.. samples.Select(Of)];
        long growth = Trend.GrowthOf(values);
        return (growth, growth > (samples.Count < ManySamples ? Tolerance : LongTolerance) && growth > Share * values[values.Length / 2]);
    }
}
