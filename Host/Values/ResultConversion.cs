// From a returned value to the .NET type that the caller asks for. Nothing is rounded or cut, but for a floating number that becomes a smaller floating type.
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiIsolation;

internal static class ResultConversion
{
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It cannot be converted.</exception>
    public static T? To<T>(object? result, CType type) => result switch
    {
        T value => value,
        null when default(T) is null => default,
        LongDouble number when (LongDouble)(double)number == number || typeof(T) == typeof(double) => Narrow<T>((double)number, type),
        LongDouble number => throw NotExactly<T>(number),
        LongDoubleComplex number when typeof(T) == typeof(Complex) => (LongDoubleComplex)(Complex)number == number
            ? (T)(object)(Complex)number
            : throw NotExactly<T>(number),
        Complex number when typeof(T) == typeof(LongDoubleComplex) => (T)(object)(LongDoubleComplex)number,
        Half number => Narrow<T>((double)number, type),
        Int128 number => FromWhole<T>(number, type),
        UInt128 number => FromWhole<T>(number, type),
        IConvertible value and not string => Narrow<T>(value, type),
        _ => throw Impossible<T>(type),
    };

    /// <summary>The bytes of a struct as a .NET struct of the same size.</summary>
    /// <exception cref="InvalidCastException">The sizes differ, or the type has references.</exception>
    public static T ToStruct<T>(NativeStruct record)
    {
        if (!typeof(T).IsValueType || RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            throw new InvalidCastException($"A result of type {record.Type} cannot become a {typeof(T).Name}: it is no struct without references.");
        }

        return Unsafe.SizeOf<T>() == record.Type.Size
            ? Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(record.Bytes))
            : throw new InvalidCastException($"A result of type {record.Type} has {record.Type.Size} bytes, and a {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");
    }

    private static T Narrow<T>(IConvertible value, CType type)
    {
        if (typeof(T).IsEnum)
        {
            object number = Convert.ChangeType(value, Enum.GetUnderlyingType(typeof(T)), CultureInfo.InvariantCulture);
            return IsSame(value, (IConvertible)number) ? (T)Enum.ToObject(typeof(T), number) : throw NotExactly<T>(value);
        }

        if (typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128) || typeof(T) == typeof(Half) || typeof(T) == typeof(LongDouble))
        {
            return value is float or double ? FromFloating<T>(Convert.ToDouble(value, CultureInfo.InvariantCulture)) : FromWhole<T>(WholeOf(value), type);
        }

        if (!typeof(IConvertible).IsAssignableFrom(typeof(T)))
        {
            throw Impossible<T>(type);
        }

        object converted = Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);

        // ChangeType checks ranges but rounds: 2.7 must not become 3, nor 2^53 + 1 a double. A truth is C's: isalpha says true by 1024.
        bool isExact = typeof(T) == typeof(bool) || (converted is float or double && value is float or double) || IsSame(value, (IConvertible)converted);
        return isExact ? (T)converted : throw NotExactly<T>(value);
    }

    private static bool IsSame(IConvertible value, IConvertible converted) =>
        value.Equals(Convert.ChangeType(converted, value.GetType(), CultureInfo.InvariantCulture));

    private static BigInteger WholeOf(IConvertible value) =>
        value is ulong large ? large : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static T FromFloating<T>(double value)
    {
        if (typeof(T) == typeof(Half))
        {
            return (T)(object)(Half)value;
        }

        if (typeof(T) == typeof(LongDouble))
        {
            return (T)(object)(LongDouble)value;
        }

        return double.IsInteger(value) ? FromWhole<T>(new BigInteger(value), null) : throw NotExactly<T>(value);
    }

    private static T FromWhole<T>(BigInteger value, CType? type)
    {
        object? converted = default(T) switch
        {
            sbyte => (sbyte)value,
            byte => (byte)value,
            short => (short)value,
            ushort => (ushort)value,
            int => (int)value,
            uint => (uint)value,
            long => (long)value,
            ulong => (ulong)value,
            Int128 => (Int128)value,
            UInt128 => (UInt128)value,
            bool => !value.IsZero,
            Half => IfExact((Half)value, (double)(Half)value, value),
            float => IfExact((float)value, (float)value, value),
            double => IfExact((double)value, (double)value, value),
            LongDouble when value >= long.MinValue && value <= ulong.MaxValue => value.Sign < 0 ? (LongDouble)(long)value : (LongDouble)(ulong)value,
            LongDouble => IfExact((LongDouble)(double)value, (double)value, value),
            decimal => (decimal)value,
            _ => throw Impossible<T>(type),
        };
        return converted is null ? throw NotExactly<T>(value) : (T)converted;
    }

    private static object? IfExact(object converted, double asDouble, BigInteger value) =>
        double.IsFinite(asDouble) && new BigInteger(asDouble) == value ? converted : null;

    private static OverflowException NotExactly<T>(object value) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{value} is not exactly a {typeof(T).Name}."));

    private static InvalidCastException Impossible<T>(CType? type) => new($"A result of type {type} cannot become a {typeof(T).Name}.");
}
