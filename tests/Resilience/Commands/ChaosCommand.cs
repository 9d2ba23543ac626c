using System.CommandLine;
using FfiIsolation.Resilience.Calls;
using FfiIsolation.Resilience.Chaos;
using FfiIsolation.Resilience.Printing;

namespace FfiIsolation.Resilience.Commands;

internal static class ChaosCommand
{
    public static Command Create()
    {
        Option<double> minutes = Options.Minutes(10);
        Option<LaneChoice[]> lanes = Options.Lane();
        Option<int> seed = Options.Seed();
        var only = new Option<string[]>("--only")
        {
            Description = $"These experiments alone; a name that ends in * is a beginning. There are: {string.Join(", ", ChaosRun.Catalogue.Select(experiment => experiment.Name))}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            HelpName = "NAME",
        };
        only.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string[]>()?.FirstOrDefault(name => !ChaosRun.Catalogue.Any(experiment => ChaosRun.Fits(experiment.Name, name))) is { } unknown)
            {
                result.AddError($"There is no experiment '{unknown}'; there are: {string.Join(", ", ChaosRun.Catalogue.Select(experiment => experiment.Name))}.");
            }
        });
        var command = new Command("chaos", "Whatever can go wrong between a host and its workers, by a seed: kills at each step, faults, starts that fail, limits, clocks that jump. Each experiment is on one of the lanes.")
        {
            minutes, seed, only, lanes,
        };
        command.SetAction((parsed, _) => Verdict.OfAsync(() => RunAsync(new ChaosOptions(
            parsed.GetValue(seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(lanes)!, parsed.GetValue(only)!))));
        return command;
    }

    private static async Task RunAsync(ChaosOptions options)
    {
        Tables.Say($"chaos, seed {options.Seed}");
        await Resources.WarmUpAsync();
        var chaos = new ChaosRun(options);
        try
        {
            await chaos.RunAsync(name =>
            {
                if (!Console.IsOutputRedirected)
                {
                    Tables.Say(name);
                }
            });
        }
        finally
        {
            ChaosTable.Print(options, chaos);
        }
    }
}
