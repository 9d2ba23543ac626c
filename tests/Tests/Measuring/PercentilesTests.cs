using FfiIsolation.Measuring;

namespace FfiIsolation.Tests.Measuring;

public sealed class PercentilesTests
{
    /// <summary>The worked examples of the nearest-rank method in Wikipedia's article on percentiles.</summary>
    [Theory]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 0.05, 15)]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 0.30, 20)]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 0.40, 20)]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 0.50, 35)]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 1.00, 50)]
    [InlineData(new double[] { 3, 6, 7, 8, 8, 10, 13, 15, 16, 20 }, 0.25, 7)]
    [InlineData(new double[] { 3, 6, 7, 8, 8, 10, 13, 15, 16, 20 }, 0.50, 8)]
    [InlineData(new double[] { 3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20 }, 0.75, 15)]
    public void A_percentile_is_the_sample_of_the_nearest_rank(double[] sorted, double share, double expected) =>
        Assert.Equal(expected, Percentiles.At(sorted, share));

    [Fact]
    public void There_is_no_percentile_of_nothing() => Assert.Throws<ArgumentOutOfRangeException>(() => Percentiles.At([], 0.5));

    [Fact]
    public void The_worst_of_a_hundred_is_not_the_99th_percentile()
    {
        double[] samples = [.. Enumerable.Range(1, 100).Select(number => (double)number).Reverse()];
        var measured = Measurement.Of(samples, 0, 1);
        Assert.Equal((50.0, 99.0), (measured.P50Nanoseconds, measured.P99Nanoseconds));
    }
}
