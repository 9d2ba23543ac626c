using FfiIsolation.Crashes;

namespace FfiIsolation.DebugInfo;

/// <summary>What is wrong with a declaration, by the library's debug information.</summary>
/// <param name="Differences">In what they differ; at least one.</param>
/// <param name="Right">The declaration that would be right; null where that is not known.</param>
internal sealed record DeclarationFinding(IReadOnlyList<string> Differences, string? Right)
{
    /// <summary>Characters of a finding.</summary>
    private const int MostText = 4096;

    /// <summary>Null where nothing differs for certain.</summary>
    public static DeclarationFinding? Of(IReadOnlyList<Difference> differences, TrueFunction truth)
    {
        string[] wrong = [.. differences.Where(one => !one.IsWarning).Select(one => Safe(one.Text))];
        string right = truth.ToString();
        return wrong.Length == 0 ? null : new(wrong, right.Contains(TrueType.Unknown) ? null : Safe(right));
    }

    /// <summary>One sentence or two.</summary>
    public override string ToString() =>
        Safe($"The prototype is not what the library's debug information says: {string.Join("; ", Differences)}.{(Right is null ? "" : $" Right would be: {Right}")}");

    // The file may be anybody's.
    private static string Safe(string text) => SafeText.Limit(SafeText.Line(text), MostText);
}
