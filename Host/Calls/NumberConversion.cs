// From .NET numbers to the bits of a C scalar. Nothing is cut: a value that does not fit is refused, with the range that would.
namespace FfiIsolation.Calls;

internal static class NumberConversion
{
    private const int DoubleBits = 53;
    private const int SignificandBits = 64; // of a long double

    /// <summary>The 64 bits that the register or stack word of an integer parameter gets: sign- or zero-extended, as compilers leave it to callers.</summary>
    /// <returns>null with the reason in <paramref name="why"/> when the value does not fit.</returns>
    public static ulong? ToInteger(in NativeArgument argument, int size, bool isSigned, out string why)
    {
        why = "";
        switch (argument.Kind)
        {
            case NativeArgumentKind.Boolean:
                return argument.Bits;
            case NativeArgumentKind.Signed:
                return FromSigned((long)argument.Bits, size, isSigned, out why);
            case NativeArgumentKind.Unsigned:
                if (argument.Bits <= long.MaxValue)
                {
                    return FromSigned((long)argument.Bits, size, isSigned, out why);
                }

                if (size == sizeof(ulong) && !isSigned)
                {
                    return argument.Bits;
                }

                why = RangeOf(size, isSigned);
                return null;
            case NativeArgumentKind.SignedWide when (Int128)argument.Wide is var wide && wide >= long.MinValue && wide <= long.MaxValue:
                return FromSigned((long)argument.Bits, size, isSigned, out why);
            case NativeArgumentKind.UnsignedWide or NativeArgumentKind.SignedWide when argument.High == 0:
                return argument.Bits <= long.MaxValue ? FromSigned((long)argument.Bits, size, isSigned, out why) : ToInteger(argument.Bits, size, isSigned, out why);
            case NativeArgumentKind.SignedWide or NativeArgumentKind.UnsignedWide:
                why = RangeOf(size, isSigned);
                return null;
            default:
                why = "an integer is expected";
                return null;
        }
    }

    /// <summary>The value as the bits of a 128-bit integer.</summary>
    public static UInt128? ToWide(in NativeArgument argument, bool isSigned, out string why)
    {
        (UInt128? value, bool isNegative) = argument.Kind switch
        {
            NativeArgumentKind.Boolean or NativeArgumentKind.Unsigned => ((UInt128)argument.Bits, false),
            NativeArgumentKind.Signed => ((UInt128)(Int128)(long)argument.Bits, (long)argument.Bits < 0),
            NativeArgumentKind.SignedWide => (argument.Wide, (long)argument.High < 0),
            NativeArgumentKind.UnsignedWide => (argument.Wide, false),
            _ => ((UInt128?)null, false),
        };
        bool fits = isSigned ? isNegative || value <= (UInt128)Int128.MaxValue : !isNegative;
        why = value is null ? "an integer is expected" : fits ? "" : isSigned
            ? $"it must be from {Int128.MinValue} to {Int128.MaxValue}" : $"it must be from 0 to {UInt128.MaxValue}";
        return fits ? value : null;
    }

    /// <summary>The value as a double, if it is a number that a double holds exactly.</summary>
    public static double? ToDouble(in NativeArgument argument, out string why)
    {
        why = "";
        switch (argument.Kind)
        {
            case NativeArgumentKind.Half or NativeArgumentKind.Float or NativeArgumentKind.Double:
                return argument.Double;
            case NativeArgumentKind.Signed when (Int128)(double)(long)argument.Bits == (long)argument.Bits:
                return (long)argument.Bits;
            case NativeArgumentKind.Unsigned when (UInt128)(double)argument.Bits == argument.Bits:
                return argument.Bits;
            case NativeArgumentKind.SignedWide when IsWithin(argument, DoubleBits):
                return (double)(Int128)argument.Wide;
            case NativeArgumentKind.UnsignedWide when IsWithin(argument, DoubleBits):
                return (double)argument.Wide;
            case NativeArgumentKind.Signed or NativeArgumentKind.Unsigned or NativeArgumentKind.SignedWide or NativeArgumentKind.UnsignedWide:
                why = "a double cannot hold this integer exactly";
                return null;
            default:
                why = "a number is expected";
                return null;
        }
    }

    /// <summary>The value as a float. A double is rounded to the nearest float, as C does; one that would become infinite is refused.</summary>
    public static float? ToFloat(in NativeArgument argument, out string why)
    {
        // Through a double a signalling NaN would become a quiet one.
        if (argument.Kind == NativeArgumentKind.Float)
        {
            why = "";
            return BitConverter.UInt32BitsToSingle((uint)argument.Bits);
        }

        if (ToDouble(argument, out why) is not { } value)
        {
            return null;
        }

        float narrow = (float)value;
        if (float.IsInfinity(narrow) && double.IsFinite(value))
        {
            why = "it is beyond the range of float, ±3.4028235e38";
            return null;
        }

        if (IsInteger(argument) && narrow != value)
        {
            why = "a float cannot hold this integer exactly";
            return null;
        }

        return narrow;
    }

    /// <summary>The value as a <c>_Float16</c>, by the rules of <see cref="ToFloat"/>.</summary>
    public static Half? ToHalf(in NativeArgument argument, out string why)
    {
        if (argument.Kind == NativeArgumentKind.Half)
        {
            why = "";
            return BitConverter.UInt16BitsToHalf((ushort)argument.Bits);
        }

        if (ToDouble(argument, out why) is not { } value)
        {
            return null;
        }

        Half narrow = (Half)value;
        if (Half.IsInfinity(narrow) && double.IsFinite(value))
        {
            why = "it is beyond the range of _Float16, ±65504";
            return null;
        }

        if (IsInteger(argument) && (double)narrow != value)
        {
            why = "a _Float16 cannot hold this integer exactly";
            return null;
        }

        return narrow;
    }

    /// <summary>The value as a long double, which holds every double and every 64-bit integer exactly.</summary>
    public static LongDouble? ToLongDouble(in NativeArgument argument, out string why)
    {
        why = "";
        switch (argument.Kind)
        {
            case NativeArgumentKind.LongDouble:
                return argument.LongDouble;
            case NativeArgumentKind.Half or NativeArgumentKind.Float or NativeArgumentKind.Double:
                return argument.Double;
            case NativeArgumentKind.Signed:
                return (long)argument.Bits;
            case NativeArgumentKind.Unsigned:
                return argument.Bits;
            case NativeArgumentKind.SignedWide or NativeArgumentKind.UnsignedWide when IsWithin(argument, SignificandBits):
                return FromWide(argument);
            case NativeArgumentKind.SignedWide or NativeArgumentKind.UnsignedWide:
                why = "a long double cannot hold this integer exactly";
                return null;
            default:
                why = "a number is expected";
                return null;
        }
    }

    public static string RangeOf(int size, bool isSigned)
    {
        int bits = 8 * size;
        return isSigned
            ? $"it must be from {long.MinValue >> (64 - bits)} to {long.MaxValue >> (64 - bits)}"
            : $"it must be from 0 to {ulong.MaxValue >> (64 - bits)}";
    }

    private static bool IsInteger(in NativeArgument argument) =>
        argument.Kind is NativeArgumentKind.Signed or NativeArgumentKind.Unsigned or NativeArgumentKind.SignedWide or NativeArgumentKind.UnsignedWide;

    private static bool IsNegative(in NativeArgument argument) => argument.Kind == NativeArgumentKind.SignedWide && (long)argument.High < 0;

    private static UInt128 Magnitude(in NativeArgument argument) => IsNegative(argument) ? UInt128.Zero - argument.Wide : argument.Wide;

    /// <summary>Whether the digits of a 128-bit integer, between its highest and its lowest one, fit in a significand.</summary>
    private static bool IsWithin(in NativeArgument argument, int significandBits)
    {
        UInt128 magnitude = Magnitude(argument);
        return magnitude == 0 || 128 - (int)UInt128.LeadingZeroCount(magnitude) - (int)UInt128.TrailingZeroCount(magnitude) <= significandBits;
    }

    private static LongDouble FromWide(in NativeArgument argument)
    {
        UInt128 magnitude = Magnitude(argument);
        if (magnitude == 0)
        {
            return 0L;
        }

        int zeros = (int)UInt128.LeadingZeroCount(magnitude);
        ulong significand = (ulong)(magnitude << zeros >> SignificandBits);
        return LongDouble.Compose(IsNegative(argument), significand, LongDouble.ExponentBias + 127 - zeros);
    }

    private static ulong? FromSigned(long value, int size, bool isSigned, out string why)
    {
        int unused = 64 - (8 * size);
        bool fits = isSigned
            ? value >= long.MinValue >> unused && value <= long.MaxValue >> unused
            : value >= 0 && (ulong)value <= ulong.MaxValue >> unused;
        why = fits ? "" : RangeOf(size, isSigned);
        return fits ? (ulong)value : null;
    }
}
