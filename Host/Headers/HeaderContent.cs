namespace FfiIsolation.Headers;

/// <summary>What clang says of a header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Declarations">In the order of the text, what it includes in the place where it is included.</param>
/// <param name="Constants">The header's own macros that stand for a value, in the order of the text.</param>
/// <param name="OtherMacros">Its own macros that do not: those with parameters, statements, types, pointers.</param>
/// <param name="Errors">Mistakes that clang found in it.</param>
internal sealed record HeaderContent(
    string Path,
    IReadOnlyList<HeaderDeclaration> Declarations,
    IReadOnlyList<HeaderConstant> Constants,
    IReadOnlyList<string> OtherMacros,
    IReadOnlyList<string> Errors)
{
    /// <summary>How whoever asked names what would mend a mistake.</summary>
    public RemedyTerms Terms { get; init; } = RemedyTerms.OfCommand;

    /// <summary>A mistake with what mends it.</summary>
    public string WithRemedy(string mistake) => mistake + ClangRemedies.For(mistake, Terms);
}
