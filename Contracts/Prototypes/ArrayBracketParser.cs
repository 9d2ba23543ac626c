using System.Globalization;

namespace FfiIsolation;

/// <summary>Reads the brackets of an array. The outermost bound of a parameter means nothing to C, except after <c>static</c>; what stands there must still
/// make sense.</summary>
internal static class ArrayBracketParser
{
    public static Derivation Read(TokenReader reader)
    {
        Token bracket = reader.Expect("[");
        TypeQualifiers qualifiers = TypeQualifiers.None;
        Token? atLeast = null;
        bool isQualifiedBefore = false;
        while (reader.Current.Kind == TokenKind.Identifier)
        {
            string word = CKeywords.Plain(reader.Current.Text);
            TypeQualifiers one = QualifierOf(word);
            // 6.7.6.2: "static" once, with qualifiers on one side of it only.
            if (one == TypeQualifiers.None ? word != "static" || atLeast is not null : atLeast is not null && isQualifiedBefore)
            {
                break;
            }

            qualifiers |= one;
            isQualifiedBefore |= atLeast is null && one != TypeQualifiers.None;
            Token taken = reader.Take();
            atLeast = word == "static" ? taken : atLeast;
        }

        var array = new Derivation(DerivationKind.Array, bracket, qualifiers);
        if (reader.Current.Is("*") && reader.Peek(1).Is("]") && atLeast is null)
        {
            reader.Take();
        }
        else if (!reader.Current.Is("]") || atLeast is not null)
        {
            ReadBound(reader, array, atLeast is not null);
        }

        reader.Expect("]", "']'");
        return array;
    }

    /// <summary>The brackets of an array whose length counts: a constant, or nothing.</summary>
    public static Derivation ReadFixed(ParserScope scope)
    {
        TokenReader reader = scope.Reader;
        var array = new Derivation(DerivationKind.Array, reader.Expect("["));
        Token first = reader.Current;
        if (!first.Is("]"))
        {
            IntegerValue length = ConstantParser.Read(scope);
            array.Length = !length.IsNegative && (ulong)length.Bits <= PrototypeLimits.MaximumTypeSize
                ? (int)length.Bits
                : throw reader.Error(first, $"{length} is not an array length", $"a whole number from 0 to {PrototypeLimits.MaximumTypeSize}");
        }

        reader.Expect("]", "']' or an operator");
        return array;
    }

    public static TypeQualifiers QualifierOf(string plainWord) => plainWord switch
    {
        "const" => TypeQualifiers.Const,
        "volatile" => TypeQualifiers.Volatile,
        "restrict" => TypeQualifiers.Restrict,
        _ => TypeQualifiers.None,
    };

    private static void ReadBound(TokenReader reader, Derivation array, bool isStatic)
    {
        Token first = reader.Current;
        int? value = ReadOperand(reader, array);
        while (reader.Current.Is("*") || reader.Current.Is("+") || reader.Current.Is("-") || reader.Current.Is("/"))
        {
            reader.Take();
            ReadOperand(reader, array);
            value = null;
        }

        if (!isStatic)
        {
            return;
        }

        if (value is null or 0)
        {
            throw reader.Error(first, "the length after 'static' is not a number from 1 up", "a number, as in '[static 4]'");
        }

        array.MinimumLength = value;
    }

    // A number, a name (a macro or an earlier parameter), or a man page's ".name" for a later one.
    private static int? ReadOperand(TokenReader reader, Derivation array)
    {
        Token token = reader.Current;
        if (token.Kind == TokenKind.Number)
        {
            reader.Take();
            return ReadLength(reader, token);
        }

        bool isSizeName = reader.TryTake(".");
        if (reader.Current.Kind != TokenKind.Identifier || CKeywords.IsReserved(CKeywords.Plain(reader.Current.Text)))
        {
            throw reader.Unexpected(isSizeName ? "the name of a parameter" : "an array length or ']'");
        }

        Token name = reader.Take();
        if (isSizeName)
        {
            array.SizeNames.Add(name);
        }

        return null;
    }

    private static int ReadLength(TokenReader reader, Token token) =>
        IntegerConstant.TryRead(token.Text, out long value) && value <= int.MaxValue
            ? (int)value
            : throw reader.Error(token, $"{token.Found} is not an array length", string.Format(CultureInfo.InvariantCulture, "a whole number up to {0}", int.MaxValue));
}
