using System.Text.RegularExpressions;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Binding;

/// <summary>Writes XML documentation. Pure.</summary>
internal static partial class DocText
{
    private const int Width = 140;

    /// <summary>Nothing where there are no words.</summary>
    /// <param name="attributes">Of the tag, with a blank before each.</param>
    public static void Write(CodeWriter code, string tag, string attributes, IReadOnlyList<string> paragraphs)
    {
        // Rows first: what is escaped cannot be parted.
        string[][] all = [.. paragraphs.Select(text => Blanks().Replace(text, " ").Trim()).Where(text => text.Length > 0).Select(text => WrappedText.Rows(text, Width).Select(row => Escaped(row.Trim())).ToArray())];
        if (all is [[var only]])
        {
            code.Line($"/// <{tag}{attributes}>{only}</{tag}>");
        }
        else if (all.Length > 0)
        {
            code.Line($"/// <{tag}{attributes}>");
            foreach (string[] rows in all)
            {
                (string open, string close) = all.Length > 1 ? ("<para>", "</para>") : ("", "");
                for (int i = 0; i < rows.Length; i++)
                {
                    code.Line($"/// {(i == 0 ? open : "")}{rows[i]}{(i == rows.Length - 1 ? close : "")}");
                }
            }

            code.Line($"/// </{tag}>");
        }
    }

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Blanks();
}
