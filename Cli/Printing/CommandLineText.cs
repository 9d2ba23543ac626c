using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Printing;

/// <summary>A call as it could be typed.</summary>
internal static class CommandLineText
{
    private const int LongestWord = 100;

    public static string Of(CallRequest request)
    {
        IEnumerable<string> words = request.Arguments.Select(Quote).Prepend($"\"{request.Prototype}\"").Prepend(request.Library);
        return string.Join(' ', words);
    }

    /// <summary>A word as a shell takes it, cut where it is long.</summary>
    public static string Quote(string word)
    {
        word = word.Length <= LongestWord ? word : word[..(LongestWord - 1)] + "…";
        bool isPlain = word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || "\"'\\();&|<>*?`".Contains(c));
        return isPlain ? word : "\"" + word.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
    }
}
