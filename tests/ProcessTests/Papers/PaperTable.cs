namespace FfiIsolation.ProcessTests.Papers;

/// <summary>Tables of calls in docs/crash-model.md.</summary>
internal static class PaperTable
{
    private static readonly string s_paper = Path.GetFullPath("../../../../docs/crash-model.md", AppContext.BaseDirectory);

    /// <summary>The rows of the section under a heading whose first cell is code: cells without blanks and backquotes around them.</summary>
    public static IEnumerable<string[]> Calls(string heading) => File.ReadLines(s_paper)
        .SkipWhile(line => line != "## " + heading).Skip(1)
        .TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray());
}
