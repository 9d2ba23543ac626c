using FfiIsolation.Crashes;

namespace FfiIsolation.DebugInfo;

/// <summary>What is wrong with a declaration, by the library's debug information, or its header.</summary>
/// <param name="Differences">In what they differ for certain; none where there are only doubts.</param>
/// <param name="Doubts">What may be right all the same, and is a likely reason for a crash: where a pointer points.</param>
/// <param name="Right">The declaration that would be right; null where that is not known.</param>
/// <param name="Header">The header that says so; null for the library's debug information.</param>
internal sealed record DeclarationFinding(IReadOnlyList<string> Differences, IReadOnlyList<string> Doubts, string? Right, string? Header = null)
{
    /// <summary>Characters of a finding.</summary>
    private const int MostText = 4096;

    /// <summary>Whether something differs for certain.</summary>
    public bool IsCertain => Differences.Count > 0;

    /// <summary>Null where nothing differs that could be the reason for a crash.</summary>
    public static DeclarationFinding? Of(IReadOnlyList<Difference> differences, TrueFunction truth, string? header = null)
    {
        string[] wrong = [.. differences.Where(one => !one.IsWarning).Select(one => Safe(one.Text))];
        string[] doubts = [.. differences.Where(one => one is { IsWarning: true, Kind: DifferenceKind.PointerDepth or DifferenceKind.Pointee }).Select(one => Safe(one.Text))];
        string right = truth.ToString();
        return wrong.Length == 0 && doubts.Length == 0 ? null : new(wrong, doubts, right.Contains(TrueType.Unknown) ? null : Safe(right), header);
    }

    /// <summary>One sentence or two.</summary>
    public override string ToString() =>
        Safe($"The prototype {(IsCertain ? "is" : "may")} not{(IsCertain ? "" : " be")} what {(Header is null ? "the library's debug information" : $"the header {Header}")} says: {string.Join("; ", IsCertain ? Differences : Doubts)}.{(Right is null ? "" : $" Right would be: {Right}")}");

    // The file may be anybody's.
    private static string Safe(string text) => SafeText.Limit(SafeText.Line(text), MostText);
}
