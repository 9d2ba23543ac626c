namespace FfiIsolation;

/// <summary>The <c>#pragma pack</c> lines of a block of declarations, and what is in force at each of its tokens. Line markers, which a preprocessor leaves
/// behind, are passed over; every other line for the preprocessor is refused.</summary>
internal sealed class PackPragmas
{
    private static readonly char[] Blanks = { ' ', '\t', '\v', '\f' };

    private readonly Stack<int?> _pushed = new();
    private readonly List<(int FirstToken, int? Packing)> _changes = new();
    private int? _current;
    private int _asked;

    /// <summary>What is in force at a token. Tokens are asked for in their order.</summary>
    /// <returns>Bytes, or null.</returns>
    public int? At(int token)
    {
        while (_asked < _changes.Count && _changes[_asked].FirstToken <= token)
        {
            _asked++;
        }

        return _asked == 0 ? null : _changes[_asked - 1].Packing;
    }

    /// <param name="line">The line from its <c>#</c> on.</param>
    /// <param name="token">The index of the first token behind it.</param>
    public bool TryRead(string line, int token, out string problem, out string expected)
    {
        problem = expected = "";
        string rest = line.Substring(1).Trim(Blanks);
        if (rest.Length == 0 || rest[0] is >= '0' and <= '9' || IsWord(rest, "line"))
        {
            return true;
        }

        if (!IsWord(rest, "pragma"))
        {
            problem = $"preprocessor directives (#{FirstWord(rest)}) are not read";
            expected = "declarations as they are after the preprocessor, as 'gcc -E -P' writes them";
            return false;
        }

        rest = rest.Substring("pragma".Length).Trim(Blanks);
        if (!IsWord(rest, "pack"))
        {
            problem = $"'#pragma {FirstWord(rest)}' is not read";
            expected = "'#pragma pack', or the declarations alone";
            return false;
        }

        if (TryReadPack(rest.Substring("pack".Length)))
        {
            _changes.Add((token, _current));
            return true;
        }

        problem = "this '#pragma pack' is not read";
        expected = "pack(n), pack(), pack(push), pack(push, n) or pack(pop), each pop after a push; n is 1, 2, 4, 8 or 16";
        return false;
    }

    private bool TryReadPack(string text)
    {
        int comment = text.IndexOf("//", StringComparison.Ordinal);
        text = (comment < 0 ? text : text.Substring(0, comment)).Trim(Blanks);
        if (text.Length < 2 || text[0] != '(' || text[text.Length - 1] != ')')
        {
            return false;
        }

        string[] words = Array.ConvertAll(text.Substring(1, text.Length - 2).Split(','), word => word.Trim(Blanks));
        switch (words[0])
        {
            case "" when words.Length == 1:
                _current = null;
                return true;
            case "push" when _pushed.Count < PrototypeLimits.MaximumNesting:
                _pushed.Push(_current);
                return words.Length == 1 || (words.Length == 2 && TryReadSize(words[1]));
            case "pop" when words.Length == 1 && _pushed.Count > 0:
                _current = _pushed.Pop();
                return true;
            default:
                return words.Length == 1 && TryReadSize(words[0]);
        }
    }

    private bool TryReadSize(string word)
    {
        // GCC takes 0 for "nothing said".
        if (!IntegerConstant.TryRead(word, out long size) || size is not (0 or 1 or 2 or 4 or 8 or 16))
        {
            return false;
        }

        _current = size == 0 ? null : (int)size;
        return true;
    }

    private static bool IsWord(string text, string word) => FirstWord(text) == word;

    private static string FirstWord(string text)
    {
        int end = 0;
        while (end < text.Length && end < 40 && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return text.Substring(0, end);
    }
}
