using System.Collections.Immutable;

namespace FfiIsolation.Calls;

/// <summary>The C type of an argument behind the dots, where the prototype says none: the .NET value's own, after C's default promotions.</summary>
internal static class VariadicType
{
    private static readonly CType s_text = DataModel.Lp64.PointerTo(DataModel.Lp64.Integer(IntegerKind.Char), TypeQualifiers.Const);
    private static readonly CType s_pointer = DataModel.Lp64.PointerTo(VoidType.Instance, TypeQualifiers.None);
    private static readonly CType s_complex = new ComplexType(DataModel.Lp64.Double);
    private static readonly CType s_wideComplex = new ComplexType(DataModel.Lp64.LongDouble);

    /// <returns>null for a .NET struct, whose C type nobody knows.</returns>
    public static CType? Of(in NativeArgument argument) => argument.Kind switch
    {
        NativeArgumentKind.Boolean => Integer(IntegerKind.Int),
        NativeArgumentKind.Signed => Integer(argument.Width > sizeof(int) ? IntegerKind.Long : IntegerKind.Int),
        NativeArgumentKind.Unsigned => Integer(argument.Width switch { < sizeof(int) => IntegerKind.Int, sizeof(int) => IntegerKind.UnsignedInt, _ => IntegerKind.UnsignedLong }),
        NativeArgumentKind.SignedWide => Integer(IntegerKind.Int128),
        NativeArgumentKind.UnsignedWide => Integer(IntegerKind.UnsignedInt128),
        NativeArgumentKind.Half => DataModel.Lp64.Half,
        NativeArgumentKind.Float or NativeArgumentKind.Double => DataModel.Lp64.Double,
        NativeArgumentKind.LongDouble => DataModel.Lp64.LongDouble,
        NativeArgumentKind.Complex => s_complex,
        NativeArgumentKind.LongDoubleComplex => s_wideComplex,
        NativeArgumentKind.Text => s_text,
        NativeArgumentKind.Struct => argument.Struct.Type,
        NativeArgumentKind.Value => null,
        _ => s_pointer,
    };

    /// <summary>The argument as a parameter without a name.</summary>
    public static Parameter ParameterOf(int index, CType type) =>
        new(index, name: null, type, TypeQualifiers.None, minimumLength: null, isNonNull: false, access: null);

    private static IntegerType Integer(IntegerKind kind) => DataModel.Lp64.Integer(kind);
}
