using System.Buffers.Binary;
using System.Numerics;

namespace FfiIsolation.ProcessTests.Conformance;

/// <summary>Values of C types as bytes, as a caller passes them, and as results come back.</summary>
internal sealed class CValue(int seed)
{
    private readonly CallValues _values = new(seed);

    /// <summary>Random bytes of a value that crosses unchanged: .NET has complex numbers of doubles only, so the smaller ones are no signalling NaNs.</summary>
    public byte[] Next(CType type)
    {
        byte[] bytes = _values.Next(type);
        if (type is ComplexType { Part.Kind: FloatingKind.Float or FloatingKind.Half } complex)
        {
            for (int i = complex.Part.Size - 1; i < bytes.Length; i += complex.Part.Size)
            {
                bytes[i] &= 0xBF; // an exponent of all ones cannot be
            }
        }

        return bytes;
    }

    public static NativeArgument ToArgument(CType type, byte[] bytes) => type switch
    {
        BooleanType => bytes[0] != 0,
        IntegerType integer => ToInteger(integer, bytes),
        EnumType named => named.Find(ToLong(named, bytes)) is { } constant ? constant.Name : ToInteger(named.UnderlyingType, bytes),
        FloatingType { Kind: FloatingKind.Half } => BinaryPrimitives.ReadHalfLittleEndian(bytes),
        FloatingType { Kind: FloatingKind.Float } => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        FloatingType { Kind: FloatingKind.Double } => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        FloatingType => ToLongDouble(bytes),
        ComplexType { Part.Kind: FloatingKind.Half } =>
            new Complex((double)BinaryPrimitives.ReadHalfLittleEndian(bytes), (double)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2))),
        ComplexType { Part.Kind: FloatingKind.Float } => new Complex(BinaryPrimitives.ReadSingleLittleEndian(bytes), BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4))),
        ComplexType { Part.Kind: FloatingKind.Double } => new Complex(BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8))),
        ComplexType => new LongDoubleComplex(ToLongDouble(bytes), ToLongDouble(bytes[16..])),
        PointerType => NativePointer.FromAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        RecordType record => ToStruct(record, bytes),
        _ => throw new InvalidOperationException($"The test does not know {type}."),
    };

    /// <summary>The bytes of a result; padding of the type is whatever it is.</summary>
    public static byte[] ToBytes(CType type, NativeResult result)
    {
        byte[] bytes = new byte[type.Size];
        switch (type is EnumType named ? named.UnderlyingType : type)
        {
            case VoidType:
                break;
            case BooleanType:
                bytes[0] = result.As<bool>() ? (byte)1 : (byte)0;
                break;
            case IntegerType { Size: 16, IsSigned: true }:
                BinaryPrimitives.WriteInt128LittleEndian(bytes, result.As<Int128>());
                break;
            case IntegerType { Size: 16 }:
                BinaryPrimitives.WriteUInt128LittleEndian(bytes, result.As<UInt128>());
                break;
            case IntegerType { IsSigned: true }:
                BitConverter.GetBytes(result.As<long>()).AsSpan(0, type.Size).CopyTo(bytes);
                break;
            case IntegerType:
                BitConverter.GetBytes(result.As<ulong>()).AsSpan(0, type.Size).CopyTo(bytes);
                break;
            case FloatingType { Kind: FloatingKind.Half }:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)result.Value!);
                break;
            case FloatingType { Kind: FloatingKind.Float }:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)result.Value!);
                break;
            case FloatingType { Kind: FloatingKind.Double }:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, (double)result.Value!);
                break;
            case FloatingType:
                Write((LongDouble)result.Value!, bytes);
                break;
            case ComplexType { Part.Kind: FloatingKind.LongDouble }:
                Write(((LongDoubleComplex)result.Value!).Real, bytes);
                Write(((LongDoubleComplex)result.Value!).Imaginary, bytes.AsSpan(16));
                break;
            case ComplexType complex:
                Write(complex.Part, ((Complex)result.Value!).Real, bytes);
                Write(complex.Part, ((Complex)result.Value!).Imaginary, bytes.AsSpan(complex.Part.Size));
                break;
            case PointerType:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, result.Pointer.Address);
                break;
            default:
                result.Struct!.Bytes.CopyTo(bytes);
                break;
        }

        return bytes;
    }

    public static string Masked(CType type, ReadOnlySpan<byte> bytes)
    {
        byte[] mask = BitMask.Of(type);
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] &= bytes[i];
        }

        return Convert.ToHexStringLower(mask);
    }

    private static NativeStruct ToStruct(RecordType type, byte[] bytes)
    {
        var value = new NativeStruct(type);
        bytes.CopyTo(value.Span);
        return value;
    }

    private static NativeArgument ToInteger(IntegerType type, byte[] bytes) => (type.Size, type.IsSigned) switch
    {
        (1, true) => (sbyte)bytes[0],
        (1, false) => bytes[0],
        (2, true) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (8, true) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        (8, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        (_, true) => BinaryPrimitives.ReadInt128LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt128LittleEndian(bytes),
    };

    private static long ToLong(EnumType type, byte[] bytes) => type.Size switch
    {
        1 => type.UnderlyingType.IsSigned ? (sbyte)bytes[0] : bytes[0],
        4 => type.UnderlyingType.IsSigned ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static LongDouble ToLongDouble(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));

    private static void Write(LongDouble value, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value.Significand);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], value.SignAndExponent);
    }

    private static void Write(FloatingType part, double value, Span<byte> bytes)
    {
        switch (part.Kind)
        {
            case FloatingKind.Half:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case FloatingKind.Float:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
        }
    }
}
