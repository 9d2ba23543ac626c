namespace FfiIsolation;

/// <summary>One token of C. Keywords are identifiers here: whether a word is one depends on where it stands.</summary>
internal readonly struct Token
{
    public Token(TokenKind kind, string text, int offset, int length)
    {
        Kind = kind;
        Text = text;
        Offset = offset;
        Length = length;
    }

    public TokenKind Kind { get; }

    public string Text { get; }

    public int Offset { get; }

    public int Length { get; }

    /// <summary>How an error message names it.</summary>
    public string Found => Kind switch
    {
        TokenKind.End => "the end of the text",
        _ when Text.Length > 80 => $"'{Text.Substring(0, 77)}...'",
        _ => $"'{Text}'",
    };

    public bool Is(string text) => Kind is TokenKind.Identifier or TokenKind.Punctuator && Text == text;
}
