namespace FfiIsolation.Initializers;

/// <summary>A NaN as text says it, before it is known of which type.</summary>
/// <param name="IsNegative">Whether its sign bit is set.</param>
/// <param name="Fraction">The bits of its fraction; null for the usual quiet one.</param>
internal sealed record NotANumber(bool IsNegative, ulong? Fraction)
{
    /// <summary>The NaN of that type; null where the fraction has no room for the bits, or would be infinity.</summary>
    public object? As(FloatingKind kind)
    {
        int fractionBits = FractionBits(kind);
        ulong fraction = Fraction ?? 1UL << (fractionBits - 1);
        if (fraction == 0 || fraction >> fractionBits != 0)
        {
            return null;
        }

        return kind switch
        {
            FloatingKind.Half => BitConverter.UInt16BitsToHalf((ushort)((IsNegative ? 0x8000u : 0) | 0x7C00 | fraction)),
            FloatingKind.Float => BitConverter.UInt32BitsToSingle((uint)((IsNegative ? 0x8000_0000 : 0) | 0x7F80_0000 | fraction)),
            FloatingKind.Double => BitConverter.UInt64BitsToDouble((IsNegative ? 1UL << 63 : 0) | 0x7FF0_0000_0000_0000 | fraction),
            _ => new LongDouble((1UL << 63) | fraction, (ushort)((IsNegative ? 0x8000 : 0) | 0x7FFF)),
        };
    }

    /// <summary>The NaN as text that reads back to the same bits.</summary>
    public static string Describe(bool isNegative, ulong fraction, FloatingKind kind) =>
        (isNegative ? "-" : "") + (fraction == 1UL << (FractionBits(kind) - 1) ? "nan" : $"nan(0x{fraction:x})");

    private static int FractionBits(FloatingKind kind) => kind switch
    {
        FloatingKind.Half => 10,
        FloatingKind.Float => 23,
        FloatingKind.Double => 52,
        _ => 63,
    };
}
