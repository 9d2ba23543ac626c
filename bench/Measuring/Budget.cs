namespace FfiIsolation.Measuring;

/// <summary>How long one row is measured.</summary>
/// <param name="WarmUp">Before it counts: compilers, caches and branch predictors settle. At least one operation is made.</param>
/// <param name="Measure">The number of samples is what fits in here.</param>
/// <param name="MinSamples">Slow operations go on past the time until there are so many.</param>
/// <param name="Limit">But not longer than this.</param>
/// <param name="Turn">How long it goes on before others run that are measured in turns with it.</param>
internal sealed record Budget(TimeSpan WarmUp, TimeSpan Measure, int MinSamples, TimeSpan Limit, TimeSpan Turn)
{
    /// <summary>The samples that are kept; with as many the measurement ends early.</summary>
    public const int MaxSamples = 100_000;

    /// <summary>For a first look: all rows together within a minute.</summary>
    public static Budget Quick { get; } = new(TimeSpan.FromMilliseconds(350), TimeSpan.FromMilliseconds(400), 5, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(20));

    public static Budget Full { get; } = new(TimeSpan.FromMilliseconds(1500), TimeSpan.FromSeconds(3), 50, TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(30));
}
