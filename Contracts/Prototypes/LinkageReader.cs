namespace FfiIsolation;

/// <summary>Reads what headers say to compilers of C++: <c>extern "C"</c> in front of a declaration, or around several. It is what every declaration here means.</summary>
internal sealed class LinkageReader
{
    private const string C = "\"C\"";

    private readonly Stack<Token> _open = new();

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
            _open.Push(reader.Take());
            reader.Take();
            reader.Take();
            return true;
        }

        if (_open.Count == 0 || !reader.Current.Is("}"))
        {
            return false;
        }

        _open.Pop();
        reader.Take();
        return true;
    }

    /// <summary>At the end of the text.</summary>
    public void Finish(TokenReader reader)
    {
        if (_open.Count > 0)
        {
            throw reader.Error(_open.Peek(), $"extern {C} {{ is opened here and never closed", "'}' at its end");
        }
    }
}
