namespace FfiIsolation.Initializers;

/// <summary>A complex number: <c>1 + 2i</c> as GNU C writes it, or C11's <c>CMPLX(1, 2)</c>, which can say more (infinities, NaN).</summary>
internal static class ComplexLiteral
{
    public static (object Real, object Imaginary) Read(ScalarInitializer scalars, TokenReader reader, FloatingKind kind)
    {
        if (reader.Current.Kind == TokenKind.Identifier && reader.Current.Text is "CMPLX" or "CMPLXF" or "CMPLXL")
        {
            reader.Take();
            reader.Expect("(");
            object first = scalars.ReadFloating(kind);
            reader.Expect(",");
            object second = scalars.ReadFloating(kind);
            reader.Expect(")");
            return (first, second);
        }

        object? real = null, imaginary = null;
        do
        {
            Token at = reader.Current;
            int signs = scalars.CountSigns(out bool isNegative);
            int count = NumberTokens.Count(reader, signs, out string text);
            if (count == 0 && real is null && imaginary is null)
            {
                return (scalars.ReadFloating(kind), 0.0);
            }

            bool isImaginary = count > 0 && TryStrip(ref text);
            if (count == 0 || (isImaginary ? imaginary : real) is not null)
            {
                throw reader.Error(at, "this is no complex number", "one such as 1 + 2i or CMPLX(1, 2)");
            }

            scalars.Take(signs + count);
            object part = ReadPart(reader, at, text, isNegative, kind);
            (real, imaginary) = isImaginary ? (real, part) : (part, imaginary);
        }
        while (!scalars.IsEnd(0));
        return (real ?? 0.0, imaginary ?? 0.0);
    }

    private static object ReadPart(TokenReader reader, Token at, string text, bool isNegative, FloatingKind kind)
    {
        if (IntegerLiteral.TryRead(text, out System.Numerics.BigInteger integer, out _))
        {
            return isNegative ? -integer : integer;
        }

        return FloatingLiteral.TryRead(text, isNegative, kind, out object number, out string problem) ? number : throw reader.Error(at, problem, "a number such as 1.5");
    }

    // GNU C's suffix for an imaginary number, in front of or behind the one for the type.
    private static bool TryStrip(ref string text)
    {
        int at = text.AsSpan().LastIndexOfAny("ijIJ");
        if (at < text.Length - 2 || at < 1)
        {
            return false;
        }

        text = text.Remove(at, 1);
        return true;
    }
}
