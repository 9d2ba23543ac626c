// Which .NET types are which C numbers: of the same width, sign and kind.
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

internal static class ScalarTypes
{
    /// <summary>The .NET type that a C number is, as code writes it; null for what is no number.</summary>
    public static string? NameOf(CType type) => DotNetNumbers.NameOf(type);

    /// <summary>What tells a C number from others, for messages.</summary>
    public static string Describe(CType type) => type switch
    {
        IntegerType { IsCharacter: true } => $"a character of {Bytes(type)}",
        IntegerType integer => $"{(integer.IsSigned ? "signed" : "unsigned")}, of {Bytes(type)}",
        EnumType named => $"an enum, {(named.UnderlyingType.IsSigned ? "signed" : "unsigned")}, of {Bytes(type)}",
        BooleanType => "a truth value",
        FloatingType => $"a floating-point number of {Bytes(type)}",
        ComplexType => "a complex number",
        RecordType record => $"a {(record.Kind == TagKind.Union ? "union" : "struct")} of {Bytes(type)} by value",
        PointerType { Pointee: FunctionType } => "a pointer to a function",
        PointerType => "a pointer",
        VoidType => "nothing",
        _ => "of another kind",
    };

    /// <summary>Whether a .NET type holds exactly the values of a C number.</summary>
    public static bool Fits(ITypeSymbol type, CType number)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            return number is EnumType ? SizeOf(underlying) == number.Size : number is IntegerType && Fits(underlying, number);
        }

        switch (number)
        {
            case BooleanType:
                return type.SpecialType == SpecialType.System_Boolean;
            case EnumType named:
                return IsInteger(type) && SizeOf(type) == named.Size;
            case IntegerType { Kind: IntegerKind.Int } when type.SpecialType == SpecialType.System_Boolean:
                return true; // what C headers have for a truth
            case IntegerType { Size: 16 } wide:
                return Symbols.Is(type, wide.IsSigned ? KnownNames.Int128 : KnownNames.UInt128);
            case IntegerType { Kind: IntegerKind.Char }:
                return IsInteger(type) && SizeOf(type) == 1; // a byte of text: its sign is the platform's whim
            case IntegerType { Size: 2, IsSigned: false } when type.SpecialType == SpecialType.System_Char:
                return true;
            case IntegerType integer:
                return IsInteger(type) && SizeOf(type) == integer.Size && IsSigned(type) == integer.IsSigned;
            case FloatingType floating:
                return floating.Kind switch
                {
                    FloatingKind.Float => type.SpecialType == SpecialType.System_Single,
                    FloatingKind.Double => type.SpecialType == SpecialType.System_Double,
                    FloatingKind.LongDouble => Symbols.Is(type, KnownNames.LongDouble),
                    FloatingKind.Half => Symbols.Is(type, KnownNames.Half),
                    _ => false,
                };
            case ComplexType complex:
                return Symbols.Is(type, complex.Part.Kind == FloatingKind.LongDouble ? KnownNames.LongDoubleComplex : KnownNames.Complex);
            default:
                return false;
        }
    }

    /// <summary>Whether a .NET type is a number of any kind, an enum or a bool.</summary>
    public static bool IsScalar(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || IsInteger(type)
        || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Single or SpecialType.System_Double
        || Symbols.IsOneOf(type, KnownNames.Half, KnownNames.Int128, KnownNames.UInt128, KnownNames.Complex, KnownNames.LongDouble, KnownNames.LongDoubleComplex);

    public static bool IsInteger(ITypeSymbol type) => type.SpecialType is SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    public static bool IsSigned(ITypeSymbol type) => type.SpecialType is SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64
        or SpecialType.System_IntPtr;

    public static bool IsAddress(ITypeSymbol type) => type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>The bytes of an integer type, 0 for others.</summary>
    public static int SizeOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte or SpecialType.System_Byte => 1,
        SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
        _ => 0,
    };

    private static string Bytes(CType type) => type.Size == 1 ? "1 byte" : $"{type.Size} bytes";
}
