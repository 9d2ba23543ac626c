namespace FfiIsolation;

/// <summary>Cuts a text into tokens of C, without comments. The first thing that is no token ends the list as <see cref="TokenKind.Invalid"/>:
/// a mistake before it is the better one to report, so it is the parser that throws, when it gets there.</summary>
internal sealed class Lexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly PackPragmas? _pragmas;
    private readonly List<Token> _tokens = new();
    private int _at;

    private Lexer(SourceText source, PackPragmas? pragmas)
    {
        _source = source;
        _text = source.Text;
        _pragmas = pragmas;
    }

    /// <summary>The tokens; the last is <see cref="TokenKind.End"/> or <see cref="TokenKind.Invalid"/>, the latter with an error.</summary>
    /// <param name="pragmas">Takes the <c>#pragma pack</c> lines; null where no line for the preprocessor may stand.</param>
    public static List<Token> Read(SourceText source, PackPragmas? pragmas, out PrototypeException? error)
    {
        var lexer = new Lexer(source, pragmas);
        error = lexer.ReadAll();
        return lexer._tokens;
    }

    private PrototypeException? ReadAll()
    {
        while (true)
        {
            if (SkipBlanks() is { } unclosed)
            {
                return unclosed;
            }

            if (_at == _text.Length)
            {
                _tokens.Add(new Token(TokenKind.End, "", _at, 0));
                return null;
            }

            if (ReadToken() is { } error)
            {
                return error;
            }
        }
    }

    private PrototypeException? ReadToken()
    {
        int start = _at;
        char c = _text[start];
        if (IsNameStart(c))
        {
            while (_at < _text.Length && (IsNameStart(_text[_at]) || IsDigit(_text[_at])))
            {
                _at++;
            }

            Add(TokenKind.Identifier, start);
            return null;
        }

        if (IsDigit(c))
        {
            while (_at < _text.Length && (IsNameStart(_text[_at]) || IsDigit(_text[_at]) || _text[_at] == '.'))
            {
                _at++;
            }

            Add(TokenKind.Number, start);
            return null;
        }

        if (c is '"' or '\'')
        {
            return ReadText(start, c);
        }

        if ("()[]{}*,;:=.&^+-/<>%|?~!".IndexOf(c) >= 0)
        {
            _at += StartsWith("...") ? 3 : StartsWith("[[") ? 2 : StartsWith("]]") ? 2 : 1;
            Add(TokenKind.Punctuator, start);
            return null;
        }

        return c == '#' ? ReadDirective(start)
            : c == '\u2026' ? Invalid(start, 1, $"unexpected character {Describe(c)}", "'...', three dots")
            : Invalid(start, 1, $"unexpected character {Describe(c)}", "a C declaration in plain ASCII, such as 'double cos(double x)'");
    }

    private PrototypeException? ReadDirective(int start)
    {
        while (_at < _text.Length && _text[_at] is not ('\n' or '\r'))
        {
            _at++;
        }

        string line = _text.Substring(start, _at - start);
        if (_pragmas is null || !IsFirstInLine(start))
        {
            return Invalid(start, 1, "preprocessor directives are not read", "the declaration alone, as it is after the preprocessor");
        }

        return _pragmas.TryRead(line, _tokens.Count, out string problem, out string expected)
            ? null
            : Invalid(start, line.Length, problem, expected);
    }

    private bool IsFirstInLine(int at)
    {
        while (at > 0 && _text[at - 1] is ' ' or '\t')
        {
            at--;
        }

        return at == 0 || _text[at - 1] is '\n' or '\r';
    }

    private PrototypeException? ReadText(int start, char quote)
    {
        for (_at++; _at < _text.Length && _text[_at] is not ('\n' or '\r'); _at++)
        {
            if (_text[_at] == quote)
            {
                _at++;
                Add(quote == '"' ? TokenKind.Text : TokenKind.Character, start);
                return null;
            }

            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is not ('\n' or '\r'))
            {
                _at++;
            }
        }

        return Invalid(start, 1, $"a {(quote == '"' ? "string" : "character")} is opened here and never closed", $"'{quote}' at its end, on the same line");
    }

    private PrototypeException? SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\n' or '\r' or '\v' or '\f')
            {
                _at++;
            }
            else if (StartsWith("//"))
            {
                while (_at < _text.Length && _text[_at] is not ('\n' or '\r'))
                {
                    _at++;
                }
            }
            else if (StartsWith("/*"))
            {
                int end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    return Invalid(_at, 2, "a comment is opened here and never closed", "'*/' at its end");
                }

                _at = end + 2;
            }
            else
            {
                break;
            }
        }

        return null;
    }

    private void Add(TokenKind kind, int start) =>
        _tokens.Add(new Token(kind, _text.Substring(start, _at - start), start, _at - start));

    private PrototypeException Invalid(int start, int length, string problem, string expected)
    {
        _tokens.Add(new Token(TokenKind.Invalid, "", start, length));
        return _source.Error(start, length, problem, expected);
    }

    private bool StartsWith(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    // '$' is an extension of GCC and part of real symbol names.
    private static bool IsNameStart(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' or '$';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static string Describe(char c) => c switch
    {
        '\u00a0' => "U+00A0 (a no-break space, often pasted from a web page)",
        > ' ' and <= '~' => $"'{c}'",
        _ when char.IsLetterOrDigit(c) || char.IsPunctuation(c) => $"'{c}' (U+{(int)c:X4})",
        _ => $"U+{(int)c:X4}",
    };
}
