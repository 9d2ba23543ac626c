using System.Globalization;
using System.Text.RegularExpressions;

namespace FfiIsolation.Headers;

/// <summary>Recognises a header of C++ by the mistakes that C finds in it. Pure.</summary>
internal static partial class CppSyntax
{
    /// <summary>What is to be told first of such a header; null where nothing shows that it is one.</summary>
    /// <param name="mistakes">In clang's words: <c>/x.h:1: error: unknown type name 'namespace'</c>.</param>
    /// <param name="lineOf">The line of a file, from 1; null where nobody can read it.</param>
    public static string? Explain(IEnumerable<string> mistakes, Func<string, int, string?> lineOf)
    {
        foreach (string mistake in mistakes)
        {
            Match place = Place().Match(mistake);
            string at = place.Success ? place.Value : "";
            string? line = place.Success && int.TryParse(place.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? lineOf(place.Groups["path"].Value, number) : null;
            if (line is not null && Linkage().IsMatch(line))
            {
                return $"{at}error: this is a header for C++ alone, since C has no 'extern \"C\"': put it and its braces between '#ifdef __cplusplus' and '#endif'";
            }

            if ((OfMistake(mistake) ?? OfLine(line)) is { } word)
            {
                return $"{at}error: this is a C++ header ({word}), and a function of C++ has no C prototype: name a C header of the library, or copy what it declares as extern \"C\" into one";
            }
        }

        return null;
    }

    /// <summary>Whether a word is C++ and no C, so that no header declares it.</summary>
    public static bool IsKeyword(string word) => Keyword().IsMatch(word);

    // C's headers end in .h; what has no dot in its name is one of C++'s own, or of a library that is written in it.
    private static string? OfMistake(string mistake) =>
        UnknownType().Match(mistake) is { Success: true } type && IsKeyword(type.Groups["name"].Value) ? $"'{type.Groups["name"].Value}'"
        : MissingFile().Match(mistake) is { Success: true } file ? $"<{file.Groups["name"].Value}>"
        : null;

    private static string? OfLine(string? line) => line is not null && OnlyCpp().Match(line) is { Success: true } found ? $"'{found.Value.Trim(' ', '\t', '(', ',')}'" : null;

    [GeneratedRegex(@"^(?<path>/[^\n]*?):(?<line>\d+): ")]
    private static partial Regex Place();

    [GeneratedRegex("unknown type name '(?<name>\\w+)'")]
    private static partial Regex UnknownType();

    [GeneratedRegex("'(?<name>\\w+(/\\w+)*)' file not found")]
    private static partial Regex MissingFile();

    [GeneratedRegex("^(namespace|class|template|using|typename|constexpr|consteval|constinit|concept|decltype|explicit|export|friend|mutable|operator|private|protected|public|virtual)$")]
    private static partial Regex Keyword();

    [GeneratedRegex(@"^\s*extern\s+""C""")]
    private static partial Regex Linkage();

    // What begins a declaration, and within one references and qualified names; [[gnu::packed]] is C too.
    [GeneratedRegex(@"^\s*(inline\s+)?(namespace|template|class|using|public|private|protected)\b(?=\s*[\w<:{])|(?<!\[\[\s*)\b\w+::\w+|[(,]\s*(const\s+\w+|bool|char|short|int|long|unsigned|float|double|\w+_t)\s*&&?\s*\w*\s*(?=[,)])|\bnoexcept\b|\boperator\s*[^\w\s]")]
    private static partial Regex OnlyCpp();
}
