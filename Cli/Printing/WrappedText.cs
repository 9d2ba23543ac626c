namespace FfiIsolation.Cli.Printing;

/// <summary>Long sentences in rows.</summary>
internal static class WrappedText
{
    private const string Indent = "  ";

    /// <summary>Parts a line between words, or within a word that is longer than a row. A line that begins with blanks is laid out already (a caret under its spot)
    /// and stays as it is.</summary>
    /// <param name="line">The line, without line ends.</param>
    /// <param name="width">The most characters in a row.</param>
    public static IReadOnlyList<string> Rows(string line, int width)
    {
        if (line.Length <= width || line[0] == ' ')
        {
            return [line];
        }

        var rows = new List<string>();
        for (string rest = line; rest.Length > 0;)
        {
            int length = RowLength(rest, width);
            rows.Add(rest[..length].TrimEnd(' '));
            string next = rest[length..].TrimStart(' ');
            rest = next.Length == 0 ? "" : Indent + next;
        }

        return rows;
    }

    private static int RowLength(string text, int width)
    {
        if (text.Length <= width)
        {
            return text.Length;
        }

        int blank = text.LastIndexOf(' ', width);
        if (blank > Indent.Length)
        {
            return blank;
        }

        // Not between the two halves of one character.
        return char.IsHighSurrogate(text[width - 1]) ? width - 1 : width;
    }
}
