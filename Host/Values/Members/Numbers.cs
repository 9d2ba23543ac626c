using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Members;

/// <summary>Conversions between .NET numbers that lose nothing but the rounding of a fraction.</summary>
internal static class Numbers
{
    public static bool IsFloating(object? value) => value is Half or float or double or LongDouble or decimal;

    /// <summary>The whole number that an integer, an enum's value, a character or a truth is.</summary>
    public static bool TryInteger(object? value, out BigInteger integer)
    {
        (bool isInteger, integer) = value switch
        {
            bool truth => (true, truth ? 1 : 0),
            char code => (true, code),
            Enum named => (true, named.GetTypeCode() == TypeCode.UInt64 ? Convert.ToUInt64(named, CultureInfo.InvariantCulture) : Convert.ToInt64(named, CultureInfo.InvariantCulture)),
            sbyte or short or int or long => (true, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            byte or ushort or uint or ulong => (true, Convert.ToUInt64(value, CultureInfo.InvariantCulture)),
            nint native => (true, native),
            nuint native => (true, native),
            Int128 wide => (true, (BigInteger)wide),
            UInt128 wide => (true, (BigInteger)wide),
            BigInteger big => (true, big),
            _ => (false, BigInteger.Zero),
        };
        return isInteger;
    }

    /// <summary>The number as a <see cref="Half"/>, <see cref="float"/>, <see cref="double"/> or <see cref="LongDouble"/>; null, with the reason, where it is none
    /// or does not fit.</summary>
    public static object? ToFloating(object? value, FloatingKind kind, out string problem)
    {
        problem = "";
        if (TryInteger(value, out BigInteger integer) && value is not (bool or char))
        {
            object rounded = OfInteger(integer, kind);
            problem = Exactly(rounded) == integer ? "" : $"a {NameOf(kind)} cannot hold this integer exactly";
            return problem.Length == 0 ? rounded : null;
        }

        object? number = value switch
        {
            Half half => Of((double)half, kind),
            float single => Of(single, kind),
            double wide => Of(wide, kind),
            LongDouble extended when kind == FloatingKind.LongDouble => extended,
            LongDouble extended when (LongDouble)(double)extended == extended || !extended.IsFinite => Of((double)extended, kind),
            Initializers.NotANumber nan => nan.As(kind),
            _ => null,
        };
        if (number is null)
        {
            problem = value is Initializers.NotANumber ? $"these are no bits of a NaN of {NameOf(kind)}" : value is LongDouble ? $"it is not exactly a {NameOf(kind)}" : "a number is expected";
        }
        else if (IsInfinite(number) && !IsInfinite(value!))
        {
            problem = $"it is beyond the range of {NameOf(kind)}";
            return null;
        }

        return number;
    }

    /// <summary>The value as another .NET type, if that can hold it exactly; null otherwise. A truth is C's: everything but 0 is true.</summary>
    public static object? ConvertTo(object value, Type target)
    {
        if (target.IsInstanceOfType(value))
        {
            return value;
        }

        if (target.IsEnum)
        {
            return ConvertTo(value, Enum.GetUnderlyingType(target)) is { } number ? Enum.ToObject(target, number) : null;
        }

        BigInteger? whole = TryInteger(value, out BigInteger integer) ? integer : IsFloating(value) ? Exactly(value) : null;
        if (target == typeof(bool))
        {
            return whole is { } code ? !code.IsZero : IsFloating(value) ? true : null;
        }

        FloatingKind? kind = target == typeof(double) ? FloatingKind.Double : target == typeof(float) ? FloatingKind.Float
            : target == typeof(Half) ? FloatingKind.Half : target == typeof(LongDouble) ? FloatingKind.LongDouble : null;
        if (kind is { } wanted)
        {
            return ToFloating(value, wanted, out _) is { } floating && IsSame(floating, value) ? floating : null;
        }

        return whole is { } exact ? ToInteger(exact, target) : null;
    }

    public static string NameOf(FloatingKind kind) => kind switch
    {
        FloatingKind.Half => "_Float16",
        FloatingKind.Float => "float",
        FloatingKind.Double => "double",
        _ => "long double",
    };

    public static bool IsInfinite(object number) => number switch
    {
        Half half => Half.IsInfinity(half),
        float single => float.IsInfinity(single),
        double wide => double.IsInfinity(wide),
        LongDouble extended => extended.IsInfinity,
        _ => false,
    };

    private static object? ToInteger(BigInteger value, Type target)
    {
        try
        {
            return target == typeof(int) ? (int)value
                : target == typeof(uint) ? (uint)value
                : target == typeof(long) ? (long)value
                : target == typeof(ulong) ? (ulong)value
                : target == typeof(short) ? (short)value
                : target == typeof(ushort) ? (ushort)value
                : target == typeof(byte) ? (byte)value
                : target == typeof(sbyte) ? (sbyte)value
                : target == typeof(char) ? (char)checked((ushort)value)
                : target == typeof(Int128) ? (Int128)value
                : target == typeof(UInt128) ? (UInt128)value
                : target == typeof(BigInteger) ? value
                : target == typeof(nint) ? (nint)(long)value
                : target == typeof(nuint) ? (nuint)(ulong)value
                : (object?)null;
        }
        catch (OverflowException)
        {
            // Out of the target's range: whoever asked says so, with the member's name.
            return null;
        }
    }

    private static object OfInteger(BigInteger value, FloatingKind kind) => kind switch
    {
        FloatingKind.Half => (Half)(double)value,
        FloatingKind.Float => (float)value,
        FloatingKind.Double => (double)value,
        _ => LongDouble.TryParse(value.ToString(CultureInfo.InvariantCulture), out LongDouble wide) ? wide : LongDouble.PositiveInfinity,
    };

    private static object Of(double value, FloatingKind kind) => kind switch
    {
        FloatingKind.Half => (Half)value,
        FloatingKind.Float => (float)value,
        FloatingKind.Double => value,
        _ => (LongDouble)value,
    };

    // The whole number that a floating one is; null for a fraction and for what is not finite.
    private static BigInteger? Exactly(object number) => number switch
    {
        Half half when Half.IsInteger(half) => (BigInteger)half,
        float single when float.IsInteger(single) => (BigInteger)single,
        double wide when double.IsInteger(wide) => (BigInteger)wide,
        LongDouble { IsFinite: true } extended => Exactly(extended),
        _ => null,
    };

    private static BigInteger? Exactly(LongDouble value)
    {
        BigInteger significand = value.Significand;
        BigInteger whole = value.Scale >= 0 ? significand << value.Scale : value.Scale > -128 ? significand >> -value.Scale : BigInteger.Zero;
        bool isWhole = value.Scale >= 0 || value.Significand == 0 || (value.Scale > -128 && whole << -value.Scale == significand);
        return isWhole ? value.IsNegative ? -whole : whole : null;
    }

    private static bool IsSame(object floating, object value) =>
        TryInteger(value, out _) || (ToFloating(floating, FloatingKind.LongDouble, out _) is LongDouble a
            && ToFloating(value, FloatingKind.LongDouble, out _) is LongDouble b && a.Equals(b));
}
