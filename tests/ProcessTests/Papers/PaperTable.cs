namespace FfiIsolation.ProcessTests.Papers;

/// <summary>Tables in papers whose rows are tests.</summary>
internal static class PaperTable
{
    /// <summary>Tables of calls in docs/crash-model.md.</summary>
    public static IEnumerable<string[]> Calls(string heading) => Rows("crash-model.md", heading);

    /// <summary>The rows of the section under a heading whose first cell is code: cells without blanks and backquotes around them.</summary>
    public static IEnumerable<string[]> Rows(string paper, string heading) => File.ReadLines(Path.GetFullPath(Path.Combine("../../../../docs", paper), AppContext.BaseDirectory))
        .SkipWhile(line => line.TrimStart('#') != " " + heading).Skip(1)
        .TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray());
}
