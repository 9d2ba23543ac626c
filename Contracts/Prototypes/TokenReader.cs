namespace FfiIsolation;

/// <summary>The parsers' shared place in the token list, and their way to complain.</summary>
internal sealed class TokenReader
{
    private readonly List<Token> _tokens;
    private readonly PrototypeException? _lexicalError;
    private readonly PackPragmas? _pragmas;
    private int _at;

    public TokenReader(SourceText source, PackPragmas? pragmas = null)
    {
        Source = source;
        _pragmas = pragmas;
        _tokens = Lexer.Read(source, pragmas, out _lexicalError);
    }

    /// <summary>A reader of some tokens of another one's, such as the arguments of an attribute.</summary>
    /// <param name="end">What the errors about something missing at the end point at.</param>
    public TokenReader(SourceText source, IEnumerable<Token> tokens, Token end)
    {
        Source = source;
        _tokens = new List<Token>(tokens) { new(TokenKind.End, "", end.Offset, end.Length) };
    }

    /// <summary>What <c>#pragma pack</c> says at the current token, in bytes; null where it says nothing.</summary>
    public int? Packing => _pragmas?.At(_at);

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

    /// <summary>Takes an operator of several characters, which the lexer leaves apart, if they stand here without a gap.</summary>
    public bool TryTakeOperator(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            Token token = Peek(i);
            if (token.Length != 1 || !token.Is(text[i].ToString()) || token.Offset != Current.Offset + i)
            {
                return false;
            }
        }

        _at += text.Length;
        return true;
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
    public PrototypeException Unsupported(Token at, string what, string? instead = null) => Unsupported(Source, at, what, instead);

    /// <summary>The same for a text that was read before.</summary>
    public static PrototypeException Unsupported(SourceText source, Token at, string what, string? instead) =>
        source.Error(at.Offset, at.Length, $"{what} are not supported yet", instead ?? "numbers, bool and pointers");
}
