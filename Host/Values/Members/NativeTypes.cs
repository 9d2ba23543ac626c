using System.Numerics;

namespace FfiIsolation.Members;

/// <summary>The .NET type that is nearest to a C type.</summary>
internal static class NativeTypes
{
    /// <summary>The type that a value of the C type is read as when nothing else is asked for.</summary>
    public static Type Of(CType type) => type switch
    {
        BooleanType => typeof(bool),
        IntegerType integer => OfInteger(integer),
        EnumType named => OfInteger(named.UnderlyingType),
        FloatingType { Kind: FloatingKind.Half } => typeof(Half),
        FloatingType { Kind: FloatingKind.Float } => typeof(float),
        FloatingType { Kind: FloatingKind.Double } => typeof(double),
        FloatingType { Kind: FloatingKind.LongDouble } => typeof(LongDouble),
        ComplexType { Part.Kind: FloatingKind.LongDouble } => typeof(LongDoubleComplex),
        ComplexType { Part.Kind: not FloatingKind.Quad } => typeof(Complex),
        PointerType => typeof(NativePointer),
        RecordType => typeof(NativeStruct),
        ArrayType array => Of(array.Element).MakeArrayType(),
        _ => throw new NotSupportedException($"No .NET type holds a {type}; read its bytes."),
    };

    private static Type OfInteger(IntegerType type) => (type.Size, type.IsSigned) switch
    {
        (1, true) => typeof(sbyte),
        (1, false) => typeof(byte),
        (2, true) => typeof(short),
        (2, false) => typeof(ushort),
        (4, true) => typeof(int),
        (4, false) => typeof(uint),
        (8, true) => typeof(long),
        (8, false) => typeof(ulong),
        (_, true) => typeof(Int128),
        _ => typeof(UInt128),
    };
}
