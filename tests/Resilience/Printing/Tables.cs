using System.Globalization;
using Spectre.Console;

namespace FfiIsolation.Resilience.Printing;

/// <summary>Tables for a person at a terminal, or in a file.</summary>
internal static class Tables
{
    private const int WidthOfFiles = 200;

    public static Table Of(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(title)).AddColumn(new TableColumn(Markup.Escape(columns[0])));
        foreach (string column in columns[1..])
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned().NoWrap());
        }

        return table;
    }

    public static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Markup(Markup.Escape(cell)))]);

    public static void Print(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console.Profile.Width = WidthOfFiles;
        }

        AnsiConsole.Write(table);
    }

    public static void Say(string line)
    {
        AnsiConsole.WriteLine(line);
        Console.Out.Flush();
    }

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>How the calls of a ledger ended.</summary>
    public static void Print(string title, OutcomeLedger ledger)
    {
        Table table = Of(title, "calls", "number");
        Add(table, "sent", Count(ledger.Sent));
        Add(table, "settled", Count(ledger.Settled));
        foreach (OutcomeKind kind in Enum.GetValues<OutcomeKind>().Where(kind => ledger[kind] > 0))
        {
            Add(table, $"  {kind}", Count(ledger[kind]));
        }

        Print(table);
    }
}
