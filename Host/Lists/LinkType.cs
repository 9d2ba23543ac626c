// Which types may be linked. Pointers go to pointers; integers of up to 64 bits to one another, since the worker looks whether the value fits;
// everything else to its own type alone.
using FfiIsolation.Images;

namespace FfiIsolation.Lists;

internal static class LinkType
{
    private const byte WordBits = 64;

    /// <returns>Why a value of a type cannot be passed to a parameter of another; null where it can.</returns>
    public static string? WhyNot(CType from, CType to) => (from, to) switch
    {
        (PointerType, PointerType) => null,
        _ when IntegerOf(from) is not null && IntegerOf(to) is not null => null,
        (IntegerType { Size: > sizeof(ulong) } a, IntegerType { Size: > sizeof(ulong) } b) when a.IsSigned == b.IsSigned => null,
        (FloatingType a, FloatingType b) when a.Kind == b.Kind => null,
        (ComplexType a, ComplexType b) when a.Part.Kind == b.Part.Kind => null,
        (RecordType a, RecordType b) when a.IsCompatibleWith(b) || new RecordType(a.Definition).Equals(new RecordType(b.Definition)) => null,
        (VoidType, _) => "it returns nothing",
        (PointerType, _) => $"it is a pointer, {from}, and the parameter is {to}",
        _ => $"it is {from}, and nothing is converted between two calls to {to}",
    };

    /// <summary>An integer of up to 64 bits as the worker has to know it; null for other types.</summary>
    public static (LinkKind Kind, int Size, byte Range)? IntegerOf(CType type) => type switch
    {
        BooleanType => (LinkKind.Unsigned, sizeof(bool), 1),
        EnumType { Size: <= sizeof(ulong) } named => Of(named.Size, named.UnderlyingType.IsSigned),
        IntegerType { Size: <= sizeof(ulong) } integer => Of(integer.Size, integer.IsSigned),
        _ => null,
    };

    /// <summary>A value that an argument can be checked by while its own is not known: of the type that it will be of.</summary>
    public static NativeArgument Sample(CType type) => type switch
    {
        PointerType => NativePointer.FromAddress(WordBits),
        RecordType record => new NativeStruct(record),
        BooleanType => false,
        EnumType named => SampleOf(named.Size, named.UnderlyingType.IsSigned),
        IntegerType integer => SampleOf(integer.Size, integer.IsSigned),
        FloatingType { Kind: FloatingKind.Half } => (Half)0,
        FloatingType { Kind: FloatingKind.LongDouble } => default(LongDouble),
        FloatingType => 0.0,
        ComplexType { Part.Kind: FloatingKind.LongDouble } => new LongDoubleComplex(default, default),
        ComplexType => System.Numerics.Complex.Zero,
        _ => 0,
    };

    private static (LinkKind Kind, int Size, byte Range) Of(int size, bool isSigned) =>
        (isSigned ? LinkKind.Signed : LinkKind.Unsigned, size, (byte)((8 * size) | (isSigned ? ListLayout.RangeSigned : 0)));

    private static NativeArgument SampleOf(int size, bool isSigned) => (size, isSigned) switch
    {
        ( > sizeof(ulong), true) => (Int128)0,
        ( > sizeof(ulong), false) => (UInt128)0,
        (sizeof(ulong), true) => 0L,
        (sizeof(ulong), false) => 0UL,
        (sizeof(uint), false) => 0U,
        _ => 0,
    };
}
