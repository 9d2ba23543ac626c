namespace FfiIsolation;

/// <summary>A text to parse, with line continuations (backslash, newline) taken out as C does before it forms tokens, and the way back to
/// lines and columns of the original.</summary>
internal sealed class SourceText
{
    private readonly int[]? _originalOffsets;   // null while nothing was taken out

    public SourceText(string original)
    {
        Original = original;
        Text = original;
        if (original.IndexOf('\\') >= 0)
        {
            Text = Splice(original, out _originalOffsets);
        }
    }

    /// <summary>As it was given.</summary>
    public string Original { get; }

    /// <summary>Without line continuations: what the lexer reads. Offsets everywhere else are offsets in this.</summary>
    public string Text { get; }

    public PrototypeException Error(int offset, int length, string problem, string expected) =>
        new(this, offset, length, problem, expected);

    public (int Line, int Column) PositionOf(int offset)
    {
        int target = _originalOffsets is null ? offset : _originalOffsets[offset];
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < target; i++)
        {
            if (IsLineEnd(Original, i))
            {
                line++;
                lineStart = i + 1;
            }
        }

        return (line, target - lineStart + 1);
    }

    public string LineText(int line)
    {
        int start = 0;
        for (int i = 0; line > 1; i++)
        {
            if (IsLineEnd(Original, i))
            {
                line--;
                start = i + 1;
            }
        }

        int end = start;
        while (end < Original.Length && Original[end] is not ('\n' or '\r'))
        {
            end++;
        }

        return Original.Substring(start, end - start);
    }

    // A line ends with \n, \r\n or a lone \r.
    private static bool IsLineEnd(string text, int i) =>
        text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'));

    private static string Splice(string original, out int[] offsets)
    {
        var kept = new char[original.Length];
        offsets = new int[original.Length + 1];
        int count = 0;
        int i = 0;
        while (i < original.Length)
        {
            if (original[i] == '\\' && i + 1 < original.Length && original[i + 1] is '\n' or '\r')
            {
                i += original[i + 1] == '\r' && i + 2 < original.Length && original[i + 2] == '\n' ? 3 : 2;
                continue;
            }

            offsets[count] = i;
            kept[count++] = original[i++];
        }

        offsets[count] = original.Length;
        return new string(kept, 0, count);
    }
}
