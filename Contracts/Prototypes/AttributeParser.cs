namespace FfiIsolation;

/// <summary>Reads <c>__attribute__((...))</c> without judging what is in it.</summary>
internal static class AttributeParser
{
    /// <summary>Reads as many as stand here, maybe none.</summary>
    public static void ReadAll(TokenReader reader, List<AttributeUse> attributes)
    {
        while (reader.Current.Kind == TokenKind.Identifier && CKeywords.Plain(reader.Current.Text) == CKeywords.Attribute)
        {
            Read(reader, attributes);
        }
    }

    /// <summary>Reads one <c>__attribute__((a, b))</c>, which the current token starts.</summary>
    public static void Read(TokenReader reader, List<AttributeUse> attributes)
    {
        reader.Take();
        reader.Expect("(", "'((' after __attribute__");
        reader.Expect("(", "a second '(' after __attribute__");
        do
        {
            // GCC allows empty places: ((, const)).
            if (reader.Current.Kind == TokenKind.Identifier)
            {
                attributes.Add(ReadOne(reader));
            }
        }
        while (reader.TryTake(","));

        reader.Expect(")", "an attribute, ',' or '))'");
        reader.Expect(")", "a second ')' to close __attribute__");
    }

    private static AttributeUse ReadOne(TokenReader reader)
    {
        Token name = reader.Take();
        string plain = name.Text.Length > 4 && name.Text.StartsWith("__", StringComparison.Ordinal) && name.Text.EndsWith("__", StringComparison.Ordinal)
            ? name.Text.Substring(2, name.Text.Length - 4)
            : name.Text;
        if (!reader.TryTake("("))
        {
            return new AttributeUse(plain, name, null, name);
        }

        var arguments = new List<Token>();
        int depth = 1;
        while (true)
        {
            Token token = reader.Current;
            if (token.Kind == TokenKind.End)
            {
                throw reader.Unexpected($"')' to close attribute '{plain}'");
            }

            reader.Take();
            if (token.Is("(") && ++depth > PrototypeLimits.MaximumNesting)
            {
                throw reader.Error(token, $"parentheses nested more than {PrototypeLimits.MaximumNesting} deep", $"at most {PrototypeLimits.MaximumNesting}");
            }

            if (token.Is(")") && --depth == 0)
            {
                return new AttributeUse(plain, name, arguments, token);
            }

            arguments.Add(token);
        }
    }
}
