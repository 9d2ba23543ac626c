namespace FfiIsolation.Initializers;

/// <summary>A number as C's preprocessor sees it (6.4.8), put together from the pieces that the lexer makes of <c>.5</c> and <c>1e-3</c>.</summary>
internal static class NumberTokens
{
    /// <summary>How many tokens the number has that begins there; 0 if none does.</summary>
    public static int Count(TokenReader reader, int ahead, out string text)
    {
        text = "";
        Token first = reader.Peek(ahead);
        int count = first.Is(".") && reader.Peek(ahead + 1).Kind == TokenKind.Number && IsNext(first, reader.Peek(ahead + 1)) ? 2 : first.Kind == TokenKind.Number ? 1 : 0;
        if (count == 0)
        {
            return 0;
        }

        text = count == 2 ? "." + reader.Peek(ahead + 1).Text : first.Text;
        Token last = reader.Peek(ahead + count - 1), sign = reader.Peek(ahead + count), digits = reader.Peek(ahead + count + 1);
        if (EndsInExponent(text) && sign.Text is "+" or "-" && IsNext(last, sign) && digits.Kind == TokenKind.Number && IsNext(sign, digits))
        {
            text += sign.Text + digits.Text;
            count += 2;
        }

        return count;
    }

    private static bool EndsInExponent(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[^1] is 'p' or 'P' : text[^1] is 'e' or 'E';

    private static bool IsNext(Token token, Token next) => next.Offset == token.Offset + token.Length;
}
