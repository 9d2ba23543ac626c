using System.Numerics;

namespace FfiIsolation.Batches;

/// <summary>Whether elements of a .NET type are values of a C type, bit for bit: a column is never converted.</summary>
internal static class ColumnType
{
    /// <returns>Null if they are; otherwise what would be.</returns>
    public static string? WhyNot(CType type, Type element, int size)
    {
        bool fits = type switch
        {
            BooleanType => element == typeof(bool),
            EnumType named => IsInteger(named.UnderlyingType, element, size),
            IntegerType integer => IsInteger(integer, element, size),
            FloatingType { Kind: FloatingKind.Float } => element == typeof(float),
            FloatingType { Kind: FloatingKind.Double } => element == typeof(double),
            FloatingType { Kind: FloatingKind.Half } => element == typeof(Half),
            FloatingType { Kind: FloatingKind.LongDouble } => element == typeof(LongDouble) && size == type.Size,
            ComplexType { Part.Kind: FloatingKind.Double } => element == typeof(Complex),
            RecordType => size == type.Size && !element.IsPrimitive && !element.IsEnum,
            _ => false,
        };
        return fits ? null : type switch
        {
            PointerType => "a column cannot give addresses; pass a constant, or for a parameter the elements that it points at",
            RecordType => $"a .NET struct of {type.Size} bytes is expected, laid out as {type}",
            _ => $"a column is not converted, and {element.Name} is not {type}",
        };
    }

    private static bool IsInteger(IntegerType type, Type element, int size)
    {
        if (size != type.Size)
        {
            return false;
        }

        Type plain = element.IsEnum ? Enum.GetUnderlyingType(element) : element;
        bool isSigned = plain == typeof(sbyte) || plain == typeof(short) || plain == typeof(int) || plain == typeof(long) || plain == typeof(nint) || plain == typeof(Int128);
        bool isUnsigned = plain == typeof(byte) || plain == typeof(ushort) || plain == typeof(uint) || plain == typeof(ulong) || plain == typeof(nuint) || plain == typeof(UInt128)
            || plain == typeof(char);
        return type.IsCharacter ? isSigned || isUnsigned : type.IsSigned ? isSigned : isUnsigned;
    }
}
