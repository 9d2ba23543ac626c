namespace FfiIsolation;

/// <summary>Reads what headers say to compilers of C++: <c>extern "C"</c> in front of a declaration, or around several. It is what every declaration here means.</summary>
internal sealed class LinkageReader
{
    private const string C = "\"C\"";

    private int _open;

    /// <summary>Takes the text behind <c>extern</c>, which is the current token.</summary>
    public static void Take(TokenReader reader)
    {
        Token linkage = reader.Take();
        if (linkage.Text != C)
        {
            throw reader.Error(linkage, $"extern {linkage.Text} gives a function another name than it has here", $"'extern {C}', or nothing");
        }

        if (reader.Current.Is("{"))
        {
            throw reader.Error(reader.Current, "one function can be declared at a time", "the declaration alone, without 'extern' and braces");
        }
    }

    /// <summary>Takes the beginning or the end of a block of declarations; false where there is none.</summary>
    public bool TryRead(TokenReader reader)
    {
        if (reader.Current.Is("extern") && reader.Peek(1) is { Kind: TokenKind.Text, Text: C } && reader.Peek(2).Is("{"))
        {
            if (!IsClosed(reader))
            {
                throw reader.Error(reader.Current, $"extern {C} {{ is opened here and never closed", "'}' at its end");
            }

            _open++;
            reader.Take();
            reader.Take();
            reader.Take();
            return true;
        }

        if (_open == 0 || !reader.Current.Is("}"))
        {
            return false;
        }

        _open--;
        reader.Take();
        return true;
    }

    // What is no token at all is told when the parser gets there.
    private static bool IsClosed(TokenReader reader)
    {
        int depth = 1;
        for (int at = 3; depth > 0; at++)
        {
            Token token = reader.Peek(at);
            if (token.Kind is TokenKind.End or TokenKind.Invalid)
            {
                return token.Kind == TokenKind.Invalid;
            }

            depth += token.Is("{") ? 1 : token.Is("}") ? -1 : 0;
        }

        return true;
    }
}
