namespace FfiIsolation;

/// <summary>A header that says what the functions of a library are, where the library's own debug information does not (<see cref="NativeHostOptions.Headers"/>). Immutable.</summary>
public sealed record LibraryHeader
{
    /// <param name="library">The library, as people name it: <c>z</c>, <c>libz.so.1</c>, or a path.</param>
    /// <param name="header">The header: <c>zlib.h</c>, or a path.</param>
    public LibraryHeader(string library, string header)
    {
        Library = library;
        Header = header;
    }

    /// <summary>The library, as people name it: <c>z</c>, <c>libz.so.1</c>, or a path. It need not be the word that it is loaded by: the file counts.</summary>
    public string Library { get; init; }

    /// <summary>The header: a path, absolute or from the current directory, or else a name that is looked for in <see cref="IncludeFolders"/>, <c>/usr/local/include</c>, <c>/usr/include/x86_64-linux-gnu</c> and <c>/usr/include</c>.</summary>
    public string Header { get; init; }

    /// <summary>Folders that headers are looked for in, before the usual ones.</summary>
    /// <value>At most 256. The default is none.</value>
    public IReadOnlyList<string> IncludeFolders { get; init; } = [];

    /// <summary>Macros that the header wants to be defined.</summary>
    /// <value><c>NAME</c> or <c>NAME=value</c>; at most 256. The default is none.</value>
    public IReadOnlyList<string> Macros { get; init; } = [];

    /// <summary>Headers that have to be included before it: <c>stdio.h</c> for jpeglib.h.</summary>
    /// <value>At most 256. The default is none.</value>
    public IReadOnlyList<string> Before { get; init; } = [];

    internal void Check(OptionMistakes mistakes, string name)
    {
        CheckWord(mistakes, $"{name}.{nameof(Library)}", Library);
        CheckWord(mistakes, $"{name}.{nameof(Header)}", Header);
        CheckList(mistakes, $"{name}.{nameof(IncludeFolders)}", IncludeFolders);
        CheckList(mistakes, $"{name}.{nameof(Macros)}", Macros);
        CheckList(mistakes, $"{name}.{nameof(Before)}", Before);
    }

    private static void CheckList(OptionMistakes mistakes, string name, IReadOnlyList<string>? words)
    {
        mistakes.CheckNotNull(name, words);
        mistakes.Check($"{name}.Count", words?.Count ?? 0, 0, 256);
        for (int i = 0; i < (words?.Count ?? 0); i++)
        {
            CheckWord(mistakes, FormattableString.Invariant($"{name}[{i}]"), words![i]);
        }
    }

    private static void CheckWord(OptionMistakes mistakes, string name, string? word)
    {
        if (string.IsNullOrWhiteSpace(word) || word.Contains('\0', StringComparison.Ordinal))
        {
            mistakes.Add($"{name} is {(word is null ? "null" : word.Contains('\0', StringComparison.Ordinal) ? "a text with a NUL in it" : "empty")}.");
        }
    }
}
