using System.Globalization;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;
using Spectre.Console;

namespace FfiIsolation.Compare.Printing;

/// <summary>The results for a person at a terminal, or in a file.</summary>
internal static class ResultsTable
{
    private const int WidthOfFiles = 220;

    public static IAnsiConsole Console()
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }

    public static void Print(IAnsiConsole console, Report report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("row").AddColumn("what");
        foreach (string heading in (string[])["median", "p99", "allocated", "ratio"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        table.AddColumn("to").AddColumn("");
        foreach (RowOutcome outcome in report.Rows)
        {
            Row row = outcome.Row;
            if (outcome.Measurement is { } measured)
            {
                table.AddRow(Cells(
                    row.Name,
                    row.Work,
                    DurationText.Of(measured.P50Nanoseconds),
                    DurationText.Of(measured.P99Nanoseconds),
                    measured.AllocatedBytes is { } bytes ? bytes.ToString("#,0.##", CultureInfo.InvariantCulture) + " B" : "",
                    row.Goal?.Ratio(measured, report.Find) is { } ratio ? ratio.ToString("#,0.00", CultureInfo.InvariantCulture) : "",
                    row.Goal?.ToString() ?? "",
                    row.Goal?.IsMet(measured, report.Find) switch { true => "met", false => "not met", _ => "" }));
            }
            else
            {
                table.AddRow(Cells(row.Name, outcome.Reason, "", "", "", "", "", ""));
            }
        }

        console.Write(table);
        foreach (string fact in report.Facts)
        {
            console.WriteLine(fact);
        }
    }

    private static Markup[] Cells(params string[] texts) => [.. texts.Select(text => new Markup(Markup.Escape(text)))];
}
