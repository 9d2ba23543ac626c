namespace FfiIsolation.DebugInfo;

/// <summary>What of a type counts for a call, be it declared or true.</summary>
/// <param name="Class">How it travels.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsSigned">For integers, <c>char</c> with the sign that it has here; null for what has one by chance (enums without negative values) or none at all.</param>
internal readonly record struct TypeShape(TypeClass Class, long Size, bool? IsSigned = null)
{
    public bool IsKnown => Class != TypeClass.None;

    public static TypeShape Of(CType type) => type switch
    {
        IntegerType integer => new(TypeClass.Integer, integer.Size, integer.IsSigned),
        BooleanType or EnumType => new(TypeClass.Integer, type.Size),
        FloatingType => new(TypeClass.Floating, type.Size),
        ComplexType => new(TypeClass.Complex, type.Size),
        PointerType => new(TypeClass.Pointer, type.Size),
        RecordType { IsComplete: true } => new(TypeClass.Record, type.Size),
        FunctionType => new(TypeClass.Function, 0),
        _ => default,
    };

    public static TypeShape Of(TrueType type) => type.Kind switch
    {
        TrueKind.Integer => new(TypeClass.Integer, type.Size, type.IsSigned),
        TrueKind.Enum => new(TypeClass.Integer, type.Size, EnumCheck.FirstNegative(type) is null ? null : true),
        TrueKind.Boolean => new(TypeClass.Integer, type.Size),
        TrueKind.Floating => new(TypeClass.Floating, type.Size),
        TrueKind.Complex => new(TypeClass.Complex, type.Size),
        TrueKind.Pointer => new(TypeClass.Pointer, type.Size),
        TrueKind.Record when type.Members is not null => new(TypeClass.Record, type.Size),
        TrueKind.Function => new(TypeClass.Function, 0),
        _ => default,
    };
}
