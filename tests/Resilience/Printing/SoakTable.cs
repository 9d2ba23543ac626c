using System.Globalization;
using FfiIsolation.Resilience.Soak;
using Spectre.Console;

namespace FfiIsolation.Resilience.Printing;

internal static class SoakTable
{
    private const int MostRows = 24;

    public static void Print(SoakOptions options, SoakRun soak)
    {
        string title = string.Create(
            CultureInfo.InvariantCulture, $"soak, {options.Lane}: {options.Time.TotalMinutes:0.##} min, {options.Callers} callers, seed {options.Seed}");
        Table table = Tables.Of(title, ["time", "calls", .. Measure.All.Select(measure => measure.Name)]);
        int step = (soak.Samples.Count + MostRows - 1) / MostRows;
        foreach (Sample sample in soak.Samples.Where((_, i) => (soak.Samples.Count - 1 - i) % step == 0))
        {
            Tables.Add(table, [Minutes(sample.At), Tables.Count(sample.Calls), .. Measure.All.Select(measure => Size(measure.Of(sample)))]);
        }

        table.AddEmptyRow();
        Tables.Add(table, ["growth", "", .. Measure.All.Select(measure => Size(measure.Judge(soak.Samples).Growth))]);
        Tables.Print(table);
        Tables.Say("Calls: " + string.Join(", ", soak.Outcomes.Where(outcome => outcome.Value > 0).Select(outcome => $"{outcome.Key} {Tables.Count(outcome.Value)}")));
        Tables.Say("Growth: the lowest of the last third of the samples over the lowest of the third before.");
    }

    public static string Minutes(TimeSpan time) => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Size(long value) => Math.Abs(value) >= 100_000 ? (value / 1048576.0).ToString("0.0 MiB", CultureInfo.InvariantCulture) : Tables.Count(value);
}
