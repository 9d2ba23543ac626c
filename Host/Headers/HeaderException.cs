namespace FfiIsolation.Headers;

/// <summary>A header cannot be read; says why.</summary>
internal sealed class HeaderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether libclang did not come to an end with it.</summary>
    public bool IsTooSlow { get; private init; }

    /// <summary>libclang does not come back: macros that double each other, for one.</summary>
    public static HeaderException TooSlow(string path, TimeSpan limit) =>
        new(FormattableString.Invariant($"libclang does not come to an end with the header {path} within {limit.TotalSeconds:0.###} seconds")) { IsTooSlow = true };

    /// <summary>A header that leaves nothing because of its mistakes is no empty header: <c>#error</c>, one that includes itself, a file that is none.</summary>
    /// <remarks>Functions of what it includes count: there are headers that do nothing else.</remarks>
    /// <exception cref="HeaderException">It is such a one.</exception>
    public static HeaderContent ThrowIfUnread(HeaderContent content) =>
        content.Errors is not [var first, ..] || content.Constants.Count > 0 || content.Declarations.Any(one => one.Mistake is null && (one.IsOwn || one.Kind == HeaderKind.Function)) ? content
        : throw new HeaderException($"clang understands nothing of the header {content.Path}: {content.WithRemedy(first)}");
}
