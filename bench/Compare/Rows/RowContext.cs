using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows;

/// <summary>What each row is given.</summary>
internal sealed class RowContext(Budget budget, Turn turn)
{
    public Budget Budget => budget;

    /// <summary>For a row that does not measure by a meter of this: after each while it lets the others run.</summary>
    public Turn Turn => turn;

    public Meter Meter { get; } = Meter.OfThisProcess(budget, turn);

    /// <summary>A meter for operations that start or end processes: each takes milliseconds, and there is no compiler to warm up for long.</summary>
    public Meter SlowMeter { get; } = Meter.OfThisProcess(budget with { WarmUp = budget.WarmUp / 4 }, turn);
}
