namespace FfiIsolation.Headers;

/// <summary>What those call the ways to have a header read otherwise who are told of its mistakes.</summary>
/// <param name="Before">Where a header is named that is wanted before it.</param>
/// <param name="BeforeOne">The same for one: a format.</param>
/// <param name="Macros">Where macros are named.</param>
/// <param name="Folders">Where folders are named.</param>
internal sealed record RemedyTerms(string Before, string BeforeOne, string Macros, string Folders)
{
    /// <summary>Options of the <c>ffi</c> command.</summary>
    public static RemedyTerms OfCommand { get; } = new("--before", "--before {0}", "-D", "-I");

    /// <summary>Properties of <see cref="LibraryHeader"/>.</summary>
    public static RemedyTerms OfLibrary { get; } = new(
        $"{nameof(LibraryHeader)}.{nameof(LibraryHeader.Before)}", $"\"{{0}}\" in {nameof(LibraryHeader)}.{nameof(LibraryHeader.Before)}",
        $"{nameof(LibraryHeader)}.{nameof(LibraryHeader.Macros)}", $"{nameof(LibraryHeader)}.{nameof(LibraryHeader.IncludeFolders)}");
}
