using FfiIsolation.DebugInfo;

namespace FfiIsolation.Cli.Checking;

/// <summary>One declaration, held against what is known of the library.</summary>
/// <param name="Name">The function.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Differences">In what it differs.</param>
/// <param name="Right">The declaration that would be right; null where nobody knows.</param>
/// <param name="Reason">Why it could not be compared, or what is there instead; null otherwise.</param>
/// <param name="Header">The header that it was held against; null where it was the library's own debug information, or nothing.</param>
internal sealed record CheckedDeclaration(string Name, Verdict Verdict, IReadOnlyList<Difference> Differences, string? Right, string? Reason, string? Header = null)
{
    /// <summary>The library that has it, where that is one which the library that was asked needs; null where it is that itself.</summary>
    public string? Home { get; init; }

    /// <summary>The file of the debug information of the library that has it; null where there is none.</summary>
    public string? DebugFile { get; init; }

    /// <summary>What was held to be true: <c>dwarf</c>, <c>header</c>, or null for nothing.</summary>
    public string? Truth => Reason is not null || Verdict is Verdict.Missing or Verdict.Unchecked ? null : Header is null ? "dwarf" : "header";

    /// <summary>With a verdict by its differences.</summary>
    public CheckedDeclaration With(IReadOnlyList<Difference> differences) => this with
    {
        Differences = differences,
        Verdict = differences.Count == 0 ? Verdict : differences.All(one => one.IsWarning) ? Verdict.Warned : Verdict.Differs,
    };
}
