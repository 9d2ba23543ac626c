namespace FfiIsolation;

/// <summary>Which types C takes for one: C17 6.2.7, 6.7.2.2, 6.7.6. Typedef names do not count.</summary>
internal static class TypeCompatibility
{
    public static bool AreCompatible(CType left, CType right) => (left, right) switch
    {
        (IntegerType a, IntegerType b) => PlainKind(a.Kind) == PlainKind(b.Kind),
        (EnumType a, EnumType b) => a.Tag == b.Tag && a.UnderlyingType.Kind == b.UnderlyingType.Kind && a.Constants.SequenceEqual(b.Constants),
        (EnumType a, IntegerType b) => AreCompatible(a.UnderlyingType, b),
        (IntegerType a, EnumType b) => AreCompatible(a, b.UnderlyingType),
        (FloatingType a, FloatingType b) => a.Kind == b.Kind,
        (ComplexType a, ComplexType b) => a.Part.Kind == b.Part.Kind,
        (BooleanType, BooleanType) or (VoidType, VoidType) => true,
        (PointerType a, PointerType b) => a.PointeeQualifiers == b.PointeeQualifiers && AreCompatible(a.Pointee, b.Pointee),
        (ArrayType a, ArrayType b) => a.ElementQualifiers == b.ElementQualifiers && (a.Length is null || b.Length is null || a.Length == b.Length)
            && AreCompatible(a.Element, b.Element),
        (FunctionType a, FunctionType b) => AreCompatible(a, b),
        (RecordType a, RecordType b) => ReferenceEquals(a.Definition, b.Definition) || AreSame(a, b),
        (OpaqueType a, OpaqueType b) => a.Tag == b.Tag && a.Name == b.Name,
        (OpaqueType a, RecordType b) => a.Tag == b.Kind && a.Name == b.Tag,
        (RecordType a, OpaqueType b) => a.Kind == b.Tag && a.Tag == b.Name,
        _ => false,
    };

    private static bool AreCompatible(FunctionType left, FunctionType right)
    {
        if (left.IsVariadic != right.IsVariadic || left.Convention != right.Convention || left.Parameters.Length != right.Parameters.Length
            || !AreCompatible(left.ReturnType, right.ReturnType))
        {
            return false;
        }

        for (int i = 0; i < left.Parameters.Length; i++)
        {
            // "each parameter declared with qualified type is taken as having the unqualified version of its declared type"
            if (!AreCompatible(left.Parameters[i].Type, right.Parameters[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    // Two records of one tag from different declarations: one of them not complete, or the same members in the same places.
    private static bool AreSame(RecordType left, RecordType right) =>
        left.Kind == right.Kind && left.Tag == right.Tag && left.Tag is not null
        && (!left.IsComplete || !right.IsComplete || new RecordType(left.Definition).Equals(new RecordType(right.Definition)));

    // The character types for text are typedefs to C.
    private static IntegerKind PlainKind(IntegerKind kind) => kind switch
    {
        IntegerKind.WideChar => IntegerKind.Int,
        IntegerKind.Char16 => IntegerKind.UnsignedShort,
        IntegerKind.Char32 => IntegerKind.UnsignedInt,
        _ => kind,
    };
}
