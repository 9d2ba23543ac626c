namespace FfiIsolation.Headers;

/// <summary>How a header wants to be read.</summary>
/// <param name="Folders">Where it may include from, before the usual places.</param>
/// <param name="Macros">What is defined before it: <c>NAME</c> or <c>NAME=value</c>.</param>
/// <param name="Before">Headers that it expects to have been included before it.</param>
internal sealed record HeaderSettings(IReadOnlyList<string> Folders, IReadOnlyList<string> Macros, IReadOnlyList<string> Before)
{
    /// <summary>How whoever asked names them.</summary>
    public RemedyTerms Terms { get; init; } = RemedyTerms.OfCommand;
}
