using System.CommandLine;
using FfiIsolation.Compare.Printing;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;
using Spectre.Console;

namespace FfiIsolation.Compare;

/// <summary>The command line of the comparison.</summary>
internal static class CompareCommand
{
    /// <summary>Rows that come after this are left out of a quick run, which ends within a minute.</summary>
    private static readonly TimeSpan s_quickEnd = TimeSpan.FromSeconds(46);

    public static int Run(string[] args)
    {
        var quick = new Option<bool>("--quick") { Description = "A first look, within a minute." };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the results as JSON.", HelpName = "FILE" };
        var svg = new Option<FileInfo>("--svg")
        {
            Description = "Where the plot goes.",
            HelpName = "FILE",
            DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "compare.svg")),
        };
        var only = new Option<string?>("--only") { Description = "These rows alone, separated by commas; a name ending in * is a beginning.", HelpName = "NAME,..." };
        var command = new RootCommand("Measures isolated calls beside their peers and the limits of this machine, in one run.") { quick, json, svg, only };
        command.SetAction(parsed => Compare(parsed.GetValue(quick), parsed.GetValue(json), parsed.GetValue(svg)!, parsed.GetValue(only)));
        return command.Parse(args).Invoke();
    }

    private static int Compare(bool quick, FileInfo? json, FileInfo svg, string? only)
    {
        string[] names = [.. RowCatalog.Groups.SelectMany(group => group).Select(row => row.Name), .. RowCatalog.Facts.Select(fact => fact.Name)];
        string[] unknown = [.. RowFilter.Unknown(only, names)];
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine($"No such row: {string.Join(", ", unknown)}. There are: {string.Join(", ", names)}.");
            return 2;
        }

        IAnsiConsole console = ResultsTable.Console();
        var machine = Machine.Here();
        console.WriteLine(machine.ToString());
        var runner = new Runner(quick ? Budget.Quick : Budget.Full, quick ? s_quickEnd : null, line => console.WriteLine(line));
        Report report = runner.Run(RowFilter.Select(only));
        console.WriteLine();
        ResultsTable.Print(console, report);
        ResultsPlot.Write(svg.FullName, report, machine);
        console.WriteLine($"Plot: {svg.FullName}");
        if (json is not null)
        {
            File.WriteAllText(json.FullName, ResultsJson.Write(report.Results()));
            console.WriteLine($"JSON: {json.FullName}");
        }

        return report.Rows.Any(row => row.HasFailed) ? 1 : 0;
    }
}
