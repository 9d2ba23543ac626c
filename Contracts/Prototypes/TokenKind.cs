namespace FfiIsolation;

internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>An identifier or keyword.</summary>
    Identifier,

    /// <summary>A preprocessing number, not yet known to be a valid one.</summary>
    Number,

    /// <summary>A string literal, quotes included.</summary>
    Text,

    /// <summary>A character constant, quotes included.</summary>
    Character,

    /// <summary>One character, or "...", "[[", "]]".</summary>
    Punctuator,

    /// <summary>Something that is no token of C; the lexer has the error.</summary>
    Invalid,
}
