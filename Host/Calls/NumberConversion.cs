// From .NET numbers to the bits of a C scalar. Nothing is cut: a value that does not fit is refused, with the range that would.
namespace FfiIsolation.Calls;

internal static class NumberConversion
{
    /// <summary>The 64 bits that the register or stack word of an integer parameter gets: sign- or zero-extended, as compilers leave it to callers.</summary>
    /// <returns>null with the reason in <paramref name="why"/> when the value does not fit.</returns>
    public static ulong? ToInteger(NativeArgument argument, int size, bool isSigned, out string why)
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
            default:
                why = "an integer is expected";
                return null;
        }
    }

    /// <summary>The value as a double, if it is a number that a double holds exactly.</summary>
    public static double? ToDouble(NativeArgument argument, out string why)
    {
        why = "";
        switch (argument.Kind)
        {
            case NativeArgumentKind.Float or NativeArgumentKind.Double:
                return argument.Double;
            case NativeArgumentKind.Signed when (Int128)(double)(long)argument.Bits == (long)argument.Bits:
                return (long)argument.Bits;
            case NativeArgumentKind.Unsigned when (UInt128)(double)argument.Bits == argument.Bits:
                return argument.Bits;
            case NativeArgumentKind.Signed or NativeArgumentKind.Unsigned:
                why = "a double cannot hold this integer exactly";
                return null;
            default:
                why = "a number is expected";
                return null;
        }
    }

    /// <summary>The value as a float. A double is rounded to the nearest float, as C does; one that would become infinite is refused.</summary>
    public static float? ToFloat(NativeArgument argument, out string why)
    {
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

        if (argument.Kind is NativeArgumentKind.Signed or NativeArgumentKind.Unsigned && narrow != value)
        {
            why = "a float cannot hold this integer exactly";
            return null;
        }

        return narrow;
    }

    /// <summary>The value as a long double, which holds every double and every 64-bit integer exactly.</summary>
    public static LongDouble? ToLongDouble(NativeArgument argument, out string why)
    {
        why = "";
        switch (argument.Kind)
        {
            case NativeArgumentKind.LongDouble:
                return new LongDouble(argument.Bits, argument.Exponent);
            case NativeArgumentKind.Float or NativeArgumentKind.Double:
                return argument.Double;
            case NativeArgumentKind.Signed:
                return (long)argument.Bits;
            case NativeArgumentKind.Unsigned:
                return argument.Bits;
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
