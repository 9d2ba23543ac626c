// From the bits of a number to the .NET type that is the C type, without a box: each comparison of .NET types is decided when the code is compiled.
using System.Runtime.CompilerServices;

namespace FfiIsolation;

internal static class UnboxedNumber
{
    /// <returns>False where the types are not the same number, or no numbers of up to 64 bits: then it is a conversion.</returns>
    public static bool TryTake<T>(CType? type, ulong bits, out T? value)
    {
        value = default;
        if (typeof(T) == typeof(bool))
        {
            bool isTrue = type is BooleanType ? (byte)bits != 0 : bits != 0;
            value = Unsafe.As<bool, T>(ref isTrue);
            return type is BooleanType or IntegerType { Size: <= sizeof(ulong) };
        }

        bool isSame = typeof(T) == typeof(double) ? type is FloatingType { Kind: FloatingKind.Double }
            : typeof(T) == typeof(float) ? type is FloatingType { Kind: FloatingKind.Float }
            : IsWhole<T>(out bool isSigned) && (type as IntegerType ?? (type as EnumType)?.UnderlyingType) is { } integer
                && integer.Size == Unsafe.SizeOf<T>() && integer.IsSigned == isSigned;
        value = isSame ? Unsafe.As<ulong, T>(ref bits) : default;
        return isSame;
    }

    private static bool IsWhole<T>(out bool isSigned)
    {
        isSigned = typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(nint) || typeof(T) == typeof(short) || typeof(T) == typeof(sbyte);
        return isSigned || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong) || typeof(T) == typeof(nuint) || typeof(T) == typeof(ushort) || typeof(T) == typeof(byte)
            || typeof(T) == typeof(char);
    }
}
