namespace FfiIsolation.Measuring;

/// <summary>What a row came to.</summary>
/// <param name="AllocatedBytes">On the managed heap of the measuring process, per operation; null where nobody counts (another language).</param>
/// <param name="Samples">The number of samples.</param>
/// <param name="OperationsPerSample">1, or the size of a block: then the 99th percentile is one of blocks.</param>
internal sealed record Measurement(double P50Nanoseconds, double P99Nanoseconds, double? AllocatedBytes, int Samples, int OperationsPerSample)
{
    /// <param name="samples">Nanoseconds per operation; sorted by this.</param>
    public static Measurement Of(Span<double> samples, double? allocatedBytes, int operationsPerSample)
    {
        samples.Sort();
        return new(Percentiles.At(samples, 0.5), Percentiles.At(samples, 0.99), allocatedBytes, samples.Length, operationsPerSample);
    }
}
