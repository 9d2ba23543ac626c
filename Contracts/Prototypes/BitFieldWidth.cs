namespace FfiIsolation;

/// <summary>Checks the width of a bit-field (C17 6.7.2.1p4).</summary>
internal static class BitFieldWidth
{
    public static int Check(TokenReader reader, Token at, IntegerValue width, CType type, Token? name)
    {
        int widest = type switch
        {
            BooleanType => 1,
            IntegerType or EnumType => 8 * type.Size,
            _ => throw reader.Error(at, $"a bit-field of type '{type}'", "an integer type, bool or an enum"),
        };
        if (width.IsNegative || width.IsHuge || width.Bits > widest)
        {
            throw reader.Error(at, $"{width} is not the width of a bit-field of type '{type}'", $"a number from 0 to {widest}");
        }

        if (width.IsZero && name is not null)
        {
            throw reader.Error(at, $"the bit-field '{name.Value.Text}' has no bits", "a width from 1 up, or no name");
        }

        return (int)width.Bits;
    }
}
