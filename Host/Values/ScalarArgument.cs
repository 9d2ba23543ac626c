// From a value of a type that is known to the JIT alone to the argument that the conversions make: each branch is decided when the code is compiled.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FfiIsolation;

internal static class ScalarArgument
{
    /// <returns>False for a struct, whose bytes are its value.</returns>
    public static bool TryMake<T>(in T value, out NativeArgument argument)
        where T : unmanaged
    {
        bool isScalar = true;
        argument = default;
        if (typeof(T).IsEnum)
        {
            argument = OfEnum(value);
        }
        else if (typeof(T) == typeof(bool))
        {
            argument = As<T, bool>(value);
        }
        else if (typeof(T) == typeof(char))
        {
            argument = As<T, char>(value);
        }
        else if (typeof(T) == typeof(Half))
        {
            argument = As<T, Half>(value);
        }
        else if (typeof(T) == typeof(float))
        {
            argument = As<T, float>(value);
        }
        else if (typeof(T) == typeof(double))
        {
            argument = As<T, double>(value);
        }
        else if (typeof(T) == typeof(Complex))
        {
            argument = As<T, Complex>(value);
        }
        else if (typeof(T) == typeof(LongDouble))
        {
            argument = As<T, LongDouble>(value);
        }
        else if (typeof(T) == typeof(LongDoubleComplex))
        {
            argument = As<T, LongDoubleComplex>(value);
        }
        else if (typeof(T) == typeof(NativePointer))
        {
            argument = As<T, NativePointer>(value);
        }
        else
        {
            isScalar = TryMakeInteger(value, out argument);
        }

        return isScalar;
    }

    private static bool TryMakeInteger<T>(in T value, out NativeArgument argument)
        where T : unmanaged
    {
        bool isInteger = true;
        argument = default;
        if (typeof(T) == typeof(sbyte))
        {
            argument = As<T, sbyte>(value);
        }
        else if (typeof(T) == typeof(byte))
        {
            argument = As<T, byte>(value);
        }
        else if (typeof(T) == typeof(short))
        {
            argument = As<T, short>(value);
        }
        else if (typeof(T) == typeof(ushort))
        {
            argument = As<T, ushort>(value);
        }
        else if (typeof(T) == typeof(int))
        {
            argument = As<T, int>(value);
        }
        else if (typeof(T) == typeof(uint))
        {
            argument = As<T, uint>(value);
        }
        else if (typeof(T) == typeof(long) || typeof(T) == typeof(nint))
        {
            argument = As<T, long>(value);
        }
        else if (typeof(T) == typeof(ulong) || typeof(T) == typeof(nuint))
        {
            argument = As<T, ulong>(value);
        }
        else if (typeof(T) == typeof(Int128))
        {
            argument = As<T, Int128>(value);
        }
        else if (typeof(T) == typeof(UInt128))
        {
            argument = As<T, UInt128>(value);
        }
        else
        {
            isInteger = false;
        }

        return isInteger;
    }

    private static NativeArgument OfEnum<T>(in T value)
        where T : unmanaged => Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.SByte => As<T, sbyte>(value),
            TypeCode.Byte => As<T, byte>(value),
            TypeCode.Int16 => As<T, short>(value),
            TypeCode.UInt16 => As<T, ushort>(value),
            TypeCode.Int32 => As<T, int>(value),
            TypeCode.UInt32 => As<T, uint>(value),
            TypeCode.Int64 => As<T, long>(value),
            _ => As<T, ulong>(value),
        };

    private static TTo As<TFrom, TTo>(in TFrom value) => Unsafe.As<TFrom, TTo>(ref Unsafe.AsRef(in value));
}
