using System.CommandLine;
using FfiIsolation.Resilience.Calls;
using FfiIsolation.Resilience.Printing;
using FfiIsolation.Resilience.Soak;

namespace FfiIsolation.Resilience.Commands;

internal static class SoakCommand
{
    private const int MostSamples = 240;
    private static readonly TimeSpan s_leastBetween = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        Option<double> minutes = Options.Minutes(60);
        Option<int> callers = Options.Number("--callers", 4, 1, 64, "Callers at the same time.");
        Option<int> rate = Options.Number("--calls-per-second", 0, 0, 100_000, "The most that all callers make together; 0: as many as go.");
        Option<LaneChoice[]> lanes = Options.Lane();
        Option<int> seed = Options.Seed();
        var command = new Command("soak", "Good calls of every kind, sessions and crashes, for a long time: memory, descriptors and threads must stay flat. Each lane has its share of the time.")
        {
            minutes, callers, rate, lanes, seed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(minutes) < 0.3 * result.GetValue(lanes)!.Length)
            {
                result.AddError("--minutes: a trend needs 0.3 minutes on each lane, at least.");
            }
        });
        command.SetAction((parsed, _) => Verdict.OfAsync(async () =>
        {
            LaneChoice[] chosen = parsed.GetValue(lanes)!;
            foreach (LaneChoice lane in chosen)
            {
                var time = TimeSpan.FromMinutes(parsed.GetValue(minutes) / chosen.Length);
                int samples = Math.Clamp((int)(time / s_leastBetween), Trend.LeastSamples, MostSamples);
                await RunAsync(new SoakOptions(time, parsed.GetValue(callers), parsed.GetValue(rate), samples, lane, parsed.GetValue(seed)));
            }
        }));
        return command;
    }

    private static async Task RunAsync(SoakOptions options)
    {
        Tables.Say($"soak, {options.Lane}, seed {options.Seed}");
        var soak = new SoakRun(options);
        await soak.RunAsync(sample =>
        {
            if (!Console.IsOutputRedirected)
            {
                Tables.Say($"{SoakTable.Minutes(sample.At)}: {Tables.Count(sample.Calls)} calls");
            }
        });
        SoakTable.Print(options, soak);
        string[] trends = [.. Measure.All.Where(measure => measure.Judge(soak.Samples).IsTrend).Select(measure => measure.Name)];
        if (trends.Length > 0)
        {
            throw new BrokenPromiseException($"It grows: {string.Join(", ", trends)}.");
        }
    }
}
