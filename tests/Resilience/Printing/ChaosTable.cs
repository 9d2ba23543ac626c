using System.Globalization;
using FfiIsolation.Measuring;
using FfiIsolation.Resilience.Chaos;
using Spectre.Console;

namespace FfiIsolation.Resilience.Printing;

internal static class ChaosTable
{
    public static void Print(ChaosOptions options, ChaosRun chaos)
    {
        OutcomeKind[] kinds = [.. Enum.GetValues<OutcomeKind>().Where(kind => chaos.Tallies.Any(tally => tally.Outcomes.GetValueOrDefault(kind) > 0))];
        Table table = Tables.Of(
            string.Create(CultureInfo.InvariantCulture, $"chaos, seed {options.Seed}"), ["experiment", "runs", "each", "recovery, worst", .. kinds.Select(kind => kind.ToString())]);
        foreach (Tally tally in chaos.Tallies)
        {
            Tables.Add(
                table,
                [
                    tally.Name,
                    tally.Unavailable is null ? Tables.Count(tally.Runs) : "not here",
                    tally.Runs == 0 ? "" : DurationText.Of(tally.Time.TotalNanoseconds / tally.Runs),
                    tally.WorstRecovery == TimeSpan.Zero ? "" : DurationText.Of(tally.WorstRecovery.TotalNanoseconds),
                    .. kinds.Select(kind => tally.Outcomes.GetValueOrDefault(kind) is var count and > 0 ? Tables.Count(count) : ""),
                ]);
        }

        Tables.Print(table);
        foreach (Tally tally in chaos.Tallies.Where(tally => tally.Unavailable is not null))
        {
            Tables.Say($"{tally.Name}: {tally.Unavailable}");
        }
    }
}
