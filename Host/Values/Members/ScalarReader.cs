using System.Buffers.Binary;
using System.Numerics;

namespace FfiIsolation.Members;

/// <summary>Reads one value of C as the .NET type that is nearest to it.</summary>
internal static class ScalarReader
{
    /// <summary>The number behind an integer, an enum or a bool (0 or 1, or what else is in its byte).</summary>
    public static BigInteger ReadInteger(ValuePlace place, ReadOnlySpan<byte> bytes) =>
        BitField.Read(bytes, place.BitPosition, place.Bits, place.Integer is { IsSigned: true });

    /// <summary>A floating-point number of any kind but <c>_Float128</c>.</summary>
    public static object ReadFloating(FloatingKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        FloatingKind.Half => BinaryPrimitives.ReadHalfLittleEndian(bytes),
        FloatingKind.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        FloatingKind.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        FloatingKind.LongDouble => new LongDouble(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])),
        _ => throw new NotSupportedException("No .NET type holds a _Float128; read its bytes."),
    };

    /// <summary>The value; null for a type that is none of a scalar.</summary>
    public static object? Read(ValuePlace place, ReadOnlySpan<byte> bytes) => place.Type switch
    {
        BooleanType => !ReadInteger(place, bytes).IsZero,
        IntegerType or EnumType => Narrow(ReadInteger(place, bytes), place.Integer!),
        FloatingType floating => ReadFloating(floating.Kind, place.In(bytes)),
        ComplexType complex => ReadComplex(complex, place.In(bytes)),
        PointerType => NativePointer.FromAddress(BinaryPrimitives.ReadUInt64LittleEndian(place.In(bytes))),
        _ => null,
    };

    private static object ReadComplex(ComplexType complex, ReadOnlySpan<byte> bytes)
    {
        object real = ReadFloating(complex.Part.Kind, bytes);
        object imaginary = ReadFloating(complex.Part.Kind, bytes[complex.Part.Size..]);
        return real is LongDouble part ? (object)new LongDoubleComplex(part, (LongDouble)imaginary) : new Complex(ToDouble(real), ToDouble(imaginary));
    }

    private static double ToDouble(object part) => part switch
    {
        Half half => (double)half,
        float single => single,
        _ => (double)part,
    };

    private static object Narrow(BigInteger value, IntegerType type) => (type.Size, type.IsSigned) switch
    {
        (1, true) => (sbyte)value,
        (1, false) => (byte)value,
        (2, true) => (short)value,
        (2, false) => (ushort)value,
        (4, true) => (int)value,
        (4, false) => (uint)value,
        (8, true) => (long)value,
        (8, false) => (ulong)value,
        (_, true) => (Int128)value,
        _ => (UInt128)value,
    };
}
