using FfiIsolation.Headers;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.WrongUses;

/// <summary>docs/wrong-declarations.md: every wrong use is made, and what finds it is what the paper says; without libclang, but for what headers find. FFI_ISOLATION_ACCEPT_SNAPSHOTS=1 writes the tables anew, to be reviewed.</summary>
public sealed class WrongDeclarationPaperTests
{
    private const string Uses = "## The uses", Counts = "## How many each check finds";

    private static readonly int s_header = Array.FindIndex(WrongUse.Checks, check => check.Name == "header");

    private static readonly string s_paper = Path.GetFullPath("../../../../docs/wrong-declarations.md", AppContext.BaseDirectory);

    [Fact(Timeout = Patience.Deadline)]
    public async Task Each_wrong_use_is_found_by_what_the_paper_says()
    {
        string[] paper = await File.ReadAllLinesAsync(s_paper);
        var declarations = Declarations.Parse(string.Join('\n', paper.SkipWhile(line => line != "```c").Skip(1).TakeWhile(line => line != "```")));
        WrongUse[] uses = [.. Rows(paper, Uses).Select(row => row.Split(" | ")).Select(cells => new WrongUse(cells[0].Trim('|', ' ', '`'), cells[1].Trim('|', ' ')))];
        Assert.InRange(uses.Length, 60, int.MaxValue);
        bool hasHeaders = ClangLocator.Find() is not null;
        using var truths = new Truths(Truths.Mistakes, "math.h", "stdlib.h", "string.h", "wchar.h", "stdio.h", "sys/random.h");

        // One host for all: what a use does to a worker ends with its session. Neither its options nor the other's change what a use is told but for the guarding that its column is of.
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Spares = 1 });
        await using NativeHost strict = await NativeHost.StartAsync(RecordedHost.Options with { MinWorkers = 0, Spares = 0, BufferGuarding = BufferGuarding.Strict });
        var findings = new List<WrongUse.Findings>();
        foreach (WrongUse use in uses)
        {
            findings.Add(await use.ExamineAsync(host, strict, truths, declarations));
        }

        string[] paperRows = [.. Rows(paper, Uses)];
        string[] rows = [.. uses.Zip(findings, (use, found) => use.Row(found)).Zip(findings, (row, found) => (row, found)).Select((one, i) => hasHeaders ? one.row : WithHeaderOf(paperRows[i], one.row, one.found))];
        string[] counts =
        [
            .. WrongUse.Checks.Select(check => $"| {check.Name} | {findings.Count(one => check.Cell(one) != WrongUse.No)} |"),
            $"| any of them | {findings.Count(IsFound)} |",
            $"| none | {findings.Count(one => !IsFound(one))} |",
            $"| uses | {uses.Length} |",
        ];
        if (hasHeaders && Environment.GetEnvironmentVariable("FFI_ISOLATION_ACCEPT_SNAPSHOTS") == "1")
        {
            await File.WriteAllLinesAsync(s_paper, Replace(Replace(paper, Uses, rows), Counts, counts));
        }

        Assert.Equal(rows, Rows(await File.ReadAllLinesAsync(s_paper), Uses));
        string[] paperCounts = [.. Rows(await File.ReadAllLinesAsync(s_paper), Counts)];
        Assert.Equal(counts.Where((_, i) => hasHeaders || i < WrongUse.Checks.Length && i != s_header), paperCounts.Where((_, i) => hasHeaders || i < WrongUse.Checks.Length && i != s_header));
        Assert.SkipUnless(hasHeaders, $"All but what headers find is what the paper says. {ClangLocator.Missing}");
    }

    /// <summary>A row with what headers find from another one, where nothing else finds it told by it.</summary>
    private static string WithHeaderOf(string other, string row, WrongUse.Findings found)
    {
        string[] cells = row.Split(" | "), others = other.Split(" | ");
        cells[s_header + 2] = others[s_header + 2];
        return string.Join(" | ", found.IsToldWithoutHeader ? cells : [.. cells[..^1], others[^1]]);
    }

    private static bool IsFound(WrongUse.Findings findings) => WrongUse.Checks.Any(check => check.Cell(findings) != WrongUse.No);

    /// <summary>The rows of the table under a heading, without its head.</summary>
    private static IEnumerable<string> Rows(IEnumerable<string> paper, string heading) =>
        paper.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith('|')).Skip(2);

    private static string[] Replace(string[] paper, string heading, string[] rows)
    {
        int head = Array.FindIndex(paper, Array.IndexOf(paper, heading), line => line.StartsWith('|'));
        int end = Array.FindIndex(paper, head, line => !line.StartsWith('|'));
        return [.. paper[..(head + 2)], .. rows, .. paper[(end < 0 ? paper.Length : end)..]];
    }
}
