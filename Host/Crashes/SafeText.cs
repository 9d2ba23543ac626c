// Text that native code wrote, made fit for a terminal and a log: no control characters, no escape sequences, bounded.
using System.Globalization;
using System.Text;

namespace FfiIsolation.Crashes;

internal static class SafeText
{
    /// <summary>Up to the first NUL, as UTF-8, cleaned.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Clean(Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]));
    }

    /// <summary>Line feeds and tabs stay; other control and formatting characters become question marks.</summary>
    public static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isBad = c is not ('\n' or '\t') && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (isBad)
                clean ??= new StringBuilder(text);
            if (isBad)
                clean![i] = '?';
        }
        return clean?.ToString() ?? text;
    }

    public static string Line(string text) => Clean(text).Replace('\n', ' ').Replace('\t', ' ').Trim();

    public static string Limit(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
