using System.Globalization;
using FfiIsolation.Measuring;
using FfiIsolation.Resilience.Storm;
using Spectre.Console;

namespace FfiIsolation.Resilience.Printing;

internal static class StormTable
{
    public static void Print(StormOptions options, UnlimitedStorm storm)
    {
        string title = string.Create(
            CultureInfo.InvariantCulture,
            $"storm, {options.Lane}: {storm.Crashes:N0} faults from {options.Threads} threads on {options.Workers} workers in {storm.Elapsed.TotalSeconds:0.0} s, seed {options.Seed}");
        Table times = Tables.Of(title, "time", "median", "p90", "p99", "max");
        Tables.Add(times, ["call to exception", .. storm.Deaths.At(0.5, 0.9, 0.99, 1)]);
        Tables.Add(times, ["exception to next good result of that thread", .. storm.Recoveries.At(0.5, 0.9, 0.99, 1)]);
        Tables.Add(times, "all of it, for each fault", DurationText.Of(storm.Elapsed.TotalNanoseconds / storm.Crashes), "", "", "");
        Tables.Print(times);
        Tables.Print($"storm, {options.Lane}: how calls ended", storm.Ledger);
    }

    public static void Print(StormOptions options, DefaultsStorm storm)
    {
        Tables.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"storm on the defaults, {options.Lane}, {options.DefaultsTime.TotalSeconds:0} s: {storm.Deaths:N0} workers died; the next good call came {storm.Calm.TotalSeconds:0.0} s after it"),
            storm.Ledger);
    }
}
