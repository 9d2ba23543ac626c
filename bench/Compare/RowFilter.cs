using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare;

/// <summary>Which rows <c>--only</c> means.</summary>
internal static class RowFilter
{
    public static Selection Select(string? only) => new(
        [.. RowCatalog.Groups.Select(group => group.Where(row => IsMeant(only, row.Name)).ToArray()).Where(group => group.Length > 0)],
        [.. RowCatalog.Facts.Where(fact => IsMeant(only, fact.Name))]);

    /// <summary>The words that name nothing.</summary>
    public static IEnumerable<string> Unknown(string? only, string[] names) =>
        only is null ? [] : Words(only).Where(word => !names.Any(name => Fits(word, name)));

    private static bool IsMeant(string? only, string name) => only is null || Words(only).Any(word => Fits(word, name));

    private static string[] Words(string only) => only.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Fits(string word, string name) => word.EndsWith('*') ? name.StartsWith(word[..^1], StringComparison.Ordinal) : name == word;
}
