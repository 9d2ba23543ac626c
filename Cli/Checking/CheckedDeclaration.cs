using FfiIsolation.DebugInfo;

namespace FfiIsolation.Cli.Checking;

/// <summary>One declaration, held against what is known of the library.</summary>
/// <param name="Name">The function.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Differences">In what it differs.</param>
/// <param name="Right">The declaration that would be right; null where nobody knows.</param>
/// <param name="Reason">Why it could not be checked, or what is there instead; null otherwise.</param>
/// <param name="Header">The header that it was held against; null where it was the library's own debug information, or nothing.</param>
internal sealed record CheckedDeclaration(string Name, Verdict Verdict, IReadOnlyList<Difference> Differences, string? Right, string? Reason, string? Header = null)
{
    /// <summary>What was held to be true: <c>dwarf</c>, <c>header</c>, or null for nothing.</summary>
    public string? Truth => Verdict is Verdict.Missing or Verdict.Unchecked ? null : Header is null ? "dwarf" : "header";
}
