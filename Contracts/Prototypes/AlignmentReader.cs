namespace FfiIsolation;

/// <summary>Reads <c>_Alignas(...)</c> and <c>aligned(...)</c>.</summary>
internal static class AlignmentReader
{
    // What GCC takes "aligned" without a number for on x86-64.
    private const int Largest = 16;

    /// <returns>Bytes; 0 for <c>_Alignas(0)</c>, which C17 6.7.5p6 says has no effect.</returns>
    public static int ReadAlignas(ParserScope scope)
    {
        TokenReader reader = scope.Reader;
        reader.Take();
        reader.Expect("(", "'(' after _Alignas");
        Token first = reader.Current;
        int alignment;
        if (first.Kind == TokenKind.Identifier && (CKeywords.StartsType(CKeywords.Plain(first.Text)) || scope.IsType(first.Text)))
        {
            CType type = TypeNameParser.Read(scope);
            alignment = type.IsComplete ? type.Alignment : throw reader.Error(first, $"'{type}' has no alignment", "a type that is defined before");
        }
        else
        {
            IntegerValue value = ConstantParser.Read(scope);
            alignment = value.IsZero ? 0 : Check(reader, first, value);
        }

        reader.Expect(")", "')'");
        return alignment;
    }

    /// <summary>What the attributes of a type ask for: with GCC the last one decides. Null where none does.</summary>
    public static int? ReadOfType(ParserScope scope, List<AttributeUse> attributes)
    {
        int? last = null;
        foreach (AttributeUse use in attributes.Where(use => use.Name == "aligned"))
        {
            last = use.Arguments is null ? Largest : ReadAligned(scope, use);
        }

        return last;
    }

    /// <summary>What the attributes of a member ask for: the largest. Null where none does.</summary>
    public static int? ReadOfMember(ParserScope scope, List<AttributeUse> attributes)
    {
        int? largest = null;
        foreach (AttributeUse use in attributes.Where(use => use.Name == "aligned"))
        {
            largest = Math.Max(largest ?? 0, use.Arguments is null ? Largest : ReadAligned(scope, use));
        }

        return largest;
    }

    private static int ReadAligned(ParserScope scope, AttributeUse use)
    {
        var reader = new TokenReader(scope.Reader.Source, use.Arguments!, use.Close);
        Token first = reader.Current;
        IntegerValue value = ConstantParser.Read(scope.Over(reader));
        if (reader.Current.Kind != TokenKind.End)
        {
            throw reader.Unexpected("')'");
        }

        return Check(reader, first, value);
    }

    private static int Check(TokenReader reader, Token at, IntegerValue value) =>
        !value.IsNegative && value.Bits is > 0 and <= PrototypeLimits.MaximumAlignment && (value.Bits & (value.Bits - 1)) == 0
            ? (int)value.Bits
            : throw reader.Error(at, $"{value} is not an alignment", $"a power of two from 1 to {PrototypeLimits.MaximumAlignment}");
}
