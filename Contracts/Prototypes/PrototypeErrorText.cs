using System.Text;

namespace FfiIsolation;

/// <summary>Writes the message of a <see cref="PrototypeException"/>: position, problem, the source line and a caret under the spot.</summary>
internal static class PrototypeErrorText
{
    // A line pasted from a preprocessed header can be thousands of characters long: show the part around the caret.
    private const int ShownBefore = 70;
    private const int ShownAfter = 50;
    private const string Ellipsis = "...";

    public static string Write(SourceText source, int offset, int length, string problem, string expected)
    {
        (int line, int column) = source.PositionOf(offset);
        string text = source.LineText(line);
        int caret = column - 1;
        int start = caret > ShownBefore ? caret - ShownBefore : 0;
        int end = Math.Min(text.Length, caret + ShownAfter);

        var message = new StringBuilder();
        message.Append(line).Append(':').Append(column).Append(": ").Append(problem)
            .Append("; expected ").Append(expected).Append('\n');

        message.Append("  ");
        if (start > 0)
        {
            message.Append(Ellipsis);
        }

        for (int i = start; i < end; i++)
        {
            message.Append(Visible(text[i]));
        }

        if (end < text.Length)
        {
            message.Append(Ellipsis);
        }

        message.Append("\n  ").Append(' ', start > 0 ? Ellipsis.Length : 0);
        for (int i = start; i < caret; i++)
        {
            message.Append(i < text.Length && text[i] == '\t' ? '\t' : ' ');
        }

        message.Append('^').Append('~', Math.Max(0, Math.Min(length, end - caret) - 1));
        return message.ToString();
    }

    // The message goes to terminals and logs: what could move the cursor or break the line is shown as one mark of the same width.
    private static char Visible(char c) =>
        c == '\t' || (!char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029')) ? c : '?';
}
