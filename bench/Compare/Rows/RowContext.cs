using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows;

/// <summary>What each row is given.</summary>
internal sealed class RowContext(Budget budget)
{
    public Budget Budget => budget;

    public Meter Meter { get; } = Meter.OfThisProcess(budget);

    /// <summary>A meter for operations that start or end processes: each takes milliseconds, and there is no compiler to warm up for long.</summary>
    public Meter SlowMeter { get; } = Meter.OfThisProcess(budget with { WarmUp = budget.WarmUp / 4 });
}
