namespace FfiIsolation;

/// <summary><c>_Static_assert(condition, "text");</c> holds, or is an error of the declarations.</summary>
internal static class StaticAssertion
{
    /// <summary>False, and nothing read, where none stands.</summary>
    public static bool TryRead(ParserScope scope)
    {
        TokenReader reader = scope.Reader;
        Token word = reader.Current;
        if (word.Kind != TokenKind.Identifier || CKeywords.Plain(word.Text) != "_Static_assert")
        {
            return false;
        }

        reader.Take();
        reader.Expect("(", "'(' after _Static_assert");
        Token condition = reader.Current;
        IntegerValue value = ConstantParser.Read(scope);
        string text = "";
        if (reader.TryTake(","))
        {
            text = reader.Current.Kind == TokenKind.Text ? ": " + reader.Take().Found : throw reader.Unexpected("a text");
        }

        reader.Expect(")", "',' or ')'");
        reader.Expect(";");
        return !value.IsZero ? true : throw reader.Error(condition, "a static assertion does not hold" + text, "a condition that is true for this platform");
    }
}
