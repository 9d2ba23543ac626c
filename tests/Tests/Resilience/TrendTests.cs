using FfiIsolation.Resilience.Soak;

namespace FfiIsolation.Tests.Resilience;

/// <summary>What the soak takes for growth.</summary>
public sealed class TrendTests
{
    [Fact]
    public void What_stays_the_same_does_not_grow() => Assert.Equal(0, Trend.GrowthOf([7, 7, 7, 7, 7, 7, 7, 7, 7]));

    [Fact]
    public void What_leaks_at_a_steady_rate_grows_by_a_third_of_all_of_it() =>
        Assert.Equal(100, Trend.GrowthOf([.. Enumerable.Range(0, 30).Select(sample => 1000L + (10 * sample))]));

    [Fact]
    public void Warming_up_is_no_growth() => Assert.Equal(0, Trend.GrowthOf([10, 400, 800, 900, 900, 900, 900, 900, 900]));

    /// <summary>A pool of buffers that is now full and now empty: its floor stays where it is.</summary>
    [Fact]
    public void What_comes_and_goes_is_no_growth() => Assert.Equal(0, Trend.GrowthOf([5, 90, 5, 90, 5, 5, 90, 90, 5]));

    [Fact]
    public void A_leak_shows_below_what_comes_and_goes() =>
        Assert.Equal(100, Trend.GrowthOf([.. Enumerable.Range(0, 30).Select(sample => (10L * sample) + (sample % 3 == 0 ? 500 : 0))]));

    [Fact]
    public void Too_few_samples_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Trend.GrowthOf([1, 2, 3]));
}
