using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Cli.Demo;

/// <summary>How long something timed took.</summary>
internal sealed record Stopwatched(Timing Timing, TimeSpan Total)
{
    /// <summary>The time for one round, in nanoseconds.</summary>
    public double NanosecondsPerRound => Total.TotalNanoseconds / Timing.Rounds;
}
