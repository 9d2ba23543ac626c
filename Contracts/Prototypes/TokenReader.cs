namespace FfiIsolation;

/// <summary>The parsers' shared place in the token list, and their way to complain.</summary>
internal sealed class TokenReader
{
    private readonly List<Token> _tokens;
    private readonly PrototypeException? _lexicalError;
    private int _at;

    public TokenReader(SourceText source)
    {
        Source = source;
        _tokens = Lexer.Read(source, out _lexicalError);
    }

    public SourceText Source { get; }

    /// <summary>The next token, not yet taken.</summary>
    public Token Current => Peek(0);

    /// <summary>A token further on; the last one where there are no more.</summary>
    public Token Peek(int ahead)
    {
        Token token = _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];
        return token.Kind != TokenKind.Invalid || ahead > 0 ? token : throw _lexicalError!;
    }

    public Token Take()
    {
        Token token = Current;
        if (token.Kind != TokenKind.End)
        {
            _at++;
        }

        return token;
    }

    public bool TryTake(string text)
    {
        if (!Current.Is(text))
        {
            return false;
        }

        _at++;
        return true;
    }

    public Token Expect(string text, string? expected = null) =>
        Current.Is(text) ? Take() : throw Unexpected(expected ?? $"'{text}'");

    /// <summary>The error "found the current token where something else was expected".</summary>
    public PrototypeException Unexpected(string expected) =>
        Error(Current, Current.Kind == TokenKind.End ? "the text ends too early" : $"found {Current.Found}", expected);

    public PrototypeException Error(Token at, string problem, string expected) =>
        Source.Error(at.Offset, at.Length, problem, expected);

    /// <summary>The error for what C allows and this library does not (yet).</summary>
    public PrototypeException Unsupported(Token at, string what, string? instead = null) =>
        Error(at, $"{what} are not supported yet", instead ?? "numbers, bool and pointers");
}
