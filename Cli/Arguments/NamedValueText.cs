using System.Text.RegularExpressions;

namespace FfiIsolation.Cli.Arguments;

/// <summary>How an argument names an earlier value: <c>$db</c>.</summary>
internal static partial class NamedValueText
{
    public static bool TryRead(string text, out string name)
    {
        name = text.Length > 1 ? text[1..] : "";
        return Pattern().IsMatch(text);
    }

    [GeneratedRegex(@"^\$[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
