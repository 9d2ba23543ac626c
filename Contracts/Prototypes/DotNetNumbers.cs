namespace FfiIsolation;

/// <summary>Which .NET type is which C number, of the same width, sign and kind.</summary>
internal static class DotNetNumbers
{
    /// <summary>The .NET type that a C number is, as code writes it; null for what is no number.</summary>
    public static string? NameOf(CType type) => type switch
    {
        BooleanType => "bool",
        EnumType named => NameOf(named.UnderlyingType),
        IntegerType integer => NameOf(integer),
        FloatingType floating => floating.Kind switch
        {
            FloatingKind.Float => "float",
            FloatingKind.Double => "double",
            FloatingKind.LongDouble => "LongDouble",
            FloatingKind.Half => "Half",
            _ => null,
        },
        ComplexType { Part.Kind: FloatingKind.LongDouble } => "LongDoubleComplex",
        ComplexType => "Complex",
        _ => null,
    };

    private static string NameOf(IntegerType type) => (type.Size, type.IsSigned) switch
    {
        (1, _) when type.Kind == IntegerKind.Char => "sbyte",
        (1, true) => "sbyte",
        (1, false) => "byte",
        (2, true) => "short",
        (2, false) => type.Kind == IntegerKind.Char16 ? "char" : "ushort",
        (4, true) => "int",
        (4, false) => "uint",
        (8, true) => type.TypedefName is "ssize_t" or "ptrdiff_t" or "intptr_t" ? "nint" : "long",
        (8, false) => type.TypedefName is "size_t" or "uintptr_t" ? "nuint" : "ulong",
        (_, true) => "Int128",
        _ => "UInt128",
    };
}
