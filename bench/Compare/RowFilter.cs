using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare;

/// <summary>Which rows <c>--only</c> means.</summary>
internal static class RowFilter
{
    public static Selection Select(string? only) => new(
        [.. RowCatalog.Rows.Where(row => only is null || Words(only).Any(word => Fits(word, row.Name)))],
        [.. RowCatalog.Facts.Where(fact => only is null || Words(only).Any(word => Fits(word, fact.Name)))]);

    /// <summary>The words that name nothing.</summary>
    public static IEnumerable<string> Unknown(string? only, string[] names) =>
        only is null ? [] : Words(only).Where(word => !names.Any(name => Fits(word, name)));

    private static string[] Words(string only) => only.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Fits(string word, string name) => word.EndsWith('*') ? name.StartsWith(word[..^1], StringComparison.Ordinal) : name == word;
}
