using System.CommandLine;
using FfiIsolation.Resilience.Calls;
using FfiIsolation.Resilience.Printing;
using FfiIsolation.Resilience.Storm;

namespace FfiIsolation.Resilience.Commands;

internal static class StormCommand
{
    private const int WarmUp = 2; // crashes of each thread

    public static Command Create()
    {
        Option<int> crashes = Options.Number("--crashes", 10_000, 1, 1_000_000, "Faults made by all threads together, on each lane.");
        Option<int> threads = Options.Number("--threads", 8, 1, 64, "Threads that make them.");
        Option<int> workers = Options.Number("--workers", 4, 1, 64, "NativeHostOptions.MaxWorkers.");
        Option<int> defaults = Options.Number("--defaults-seconds", 30, 0, 3600, "How long the second storm lasts, with budget and pool as they are by default; 0 for none.");
        Option<LaneChoice[]> lanes = Options.Lane();
        Option<int> seed = Options.Seed();
        var command = new Command("storm", "Crashes of every kind of docs/crash-model.md, from many threads on a small pool, with good calls between them.")
        {
            crashes, threads, workers, defaults, lanes, seed,
        };
        command.SetAction((parsed, _) => Verdict.OfAsync(async () =>
        {
            foreach (LaneChoice lane in parsed.GetValue(lanes)!)
            {
                await RunAsync(new StormOptions(
                    parsed.GetValue(crashes), parsed.GetValue(threads), parsed.GetValue(workers), TimeSpan.FromSeconds(parsed.GetValue(defaults)), lane, parsed.GetValue(seed)));
            }
        }));
        return command;
    }

    private static async Task RunAsync(StormOptions options)
    {
        // What .NET itself opens once and keeps, the console among it, is there after a first round.
        Tables.Say($"storm, {options.Lane}, seed {options.Seed}");
        await new UnlimitedStorm(options with { Crashes = WarmUp * options.Threads }).RunAsync();
        ResourceSnapshot before = Resources.Settled();

        var storm = new UnlimitedStorm(options);
        await storm.RunAsync();
        await Resources.AreRestoredAsync(before);
        StormTable.Print(options, storm);

        if (options.DefaultsTime > TimeSpan.Zero)
        {
            var second = new DefaultsStorm(options);
            await second.RunAsync();
            await Resources.AreRestoredAsync(before);
            StormTable.Print(options, second);
        }
    }
}
