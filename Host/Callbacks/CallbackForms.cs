namespace FfiIsolation.Callbacks;

internal static class CallbackForms
{
    public static CallbackForm Of(CType type) => type switch
    {
        VoidType => CallbackForm.Nothing,
        BooleanType => CallbackForm.Boolean,
        PointerType => CallbackForm.Pointer,
        EnumType named => named.UnderlyingType.IsSigned ? CallbackForm.Signed : CallbackForm.Unsigned,
        IntegerType { Size: <= sizeof(ulong) } integer => integer.IsSigned ? CallbackForm.Signed : CallbackForm.Unsigned,
        FloatingType { Kind: FloatingKind.Half } => CallbackForm.Half,
        FloatingType { Kind: FloatingKind.Float } => CallbackForm.Float,
        FloatingType { Kind: FloatingKind.Double } => CallbackForm.Double,
        FloatingType { Kind: FloatingKind.LongDouble } => CallbackForm.LongDouble,
        _ => CallbackForm.Bytes,
    };
}
