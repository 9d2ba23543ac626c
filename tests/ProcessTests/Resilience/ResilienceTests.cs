// A short part of the resilience suite (docs/resilience.md), in its own process: what it does to itself is not done to these tests.
using System.Globalization;
using System.Text.RegularExpressions;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Resilience;

public sealed partial class ResilienceTests
{
    private const int Seed = 20261128;

    /// <summary>A bound for a hang, not a measurement.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private static string SeedText => Seed.ToString(CultureInfo.InvariantCulture);

    [Fact(Timeout = 5 * Patience.Deadline)]
    public async Task A_storm_of_crashes_of_every_kind_leaves_nothing_behind()
    {
        string output = await HoldsAsync("storm", "--crashes", "400", "--defaults-seconds", "6", "--seed", SeedText);
        Assert.Equal(4, Sent(output).Count); // two lanes, and for each a storm without limits and one on the defaults
        Assert.All(Sent(output), sent => Assert.True(sent > 100, output));
        Assert.Contains("exception to next good result", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 5 * Patience.Deadline)]
    public async Task A_soak_is_flat()
    {
        string output = await HoldsAsync("soak", "--minutes", "2", "--seed", SeedText);
        Assert.Contains("SharedMemory: 1 min", output, StringComparison.Ordinal);
        Assert.Contains("Rpc: 1 min", output, StringComparison.Ordinal);
        Assert.Matches(@"Calls: Completed [\d,]{5,}.*Crashed", output);
    }

    [Fact(Timeout = 5 * Patience.Deadline)]
    public async Task Chaos_by_a_fixed_seed_breaks_nothing()
    {
        // Calls that wait while no worker can be started are told after pauses, which are most of the time of some experiments.
        string output = await HoldsAsync("chaos", "--minutes", "1.5", "--seed", SeedText);

        // Whatever a slow machine left no time for, most of it was done.
        Assert.InRange(Runs().Matches(output).Count, 15, 100);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_is_broken_is_told_with_how_to_repeat_it()
    {
        // Its worker's program is a file that is no program: nothing can hold.
        (int status, string output) = await SolutionProgram.RunAsync(
            SolutionProgram.PathOf("Resilience"), ["chaos", "--only", "faults", "--seed", "7"], s_patience, ("FFI_ISOLATION_WORKER", Faults.Header));
        Assert.Equal(1, status);
        Assert.Contains("BROKEN", output, StringComparison.Ordinal);
        Assert.Contains("seed 7", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_experiment_that_there_is_not_is_refused_by_name()
    {
        (int status, string output) = await SolutionProgram.RunAsync(SolutionProgram.PathOf("Resilience"), ["chaos", "--only", "kill.strat"], s_patience);
        Assert.NotEqual(0, status);
        Assert.Contains("There is no experiment 'kill.strat'; there are: kill.random,", output, StringComparison.Ordinal);
    }

    private static async Task<string> HoldsAsync(params string[] arguments)
    {
        (int status, string output) = await SolutionProgram.RunAsync(SolutionProgram.PathOf("Resilience"), arguments, s_patience);
        Assert.True(status == 0, output);
        Assert.Contains("Everything held.", output, StringComparison.Ordinal);
        Assert.Contains($"seed {SeedText}", output, StringComparison.Ordinal);
        return output;
    }

    private static List<int> Sent(string output) =>
        [.. SentCalls().Matches(output).Select(match => int.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"│ sent\s+│\s+([\d,]+) │")]
    private static partial Regex SentCalls();

    /// <summary>Rows of the table of experiments that were done once or more.</summary>
    [GeneratedRegex(@"^│ [a-z.-]+\s+│\s+[1-9]\d* │", RegexOptions.Multiline)]
    private static partial Regex Runs();
}
