namespace FfiIsolation.Cli.Arguments;

/// <summary>How what a pointer points at is read and written on a command line.</summary>
internal static class Pointee
{
    /// <summary>Text, or bytes that may be text: any char.</summary>
    public static bool IsText(PointerType type) =>
        type.Pointee is IntegerType { Kind: IntegerKind.Char or IntegerKind.SignedChar or IntegerKind.UnsignedChar };

    /// <summary>Whether a word gives values in braces. What plain char points at is text even then; of the other chars an array is as likely as a text.</summary>
    public static bool IsValues(PointerType type, string word) =>
        word.StartsWith('{') && (IsElement(type) || type.Pointee is IntegerType { Kind: IntegerKind.SignedChar or IntegerKind.UnsignedChar });

    /// <summary>Text of wide characters: <c>wchar_t</c>, <c>char16_t</c>, <c>char32_t</c>.</summary>
    public static bool IsWideText(PointerType type) => type.Pointee is IntegerType { IsCharacter: true, Size: > 1 };

    /// <summary>Values of a known size, one or many.</summary>
    public static bool IsElement(PointerType type) =>
        !IsText(type) && (type.Pointee is (IntegerType or BooleanType or PointerType or FloatingType { Kind: FloatingKind.Float or FloatingKind.Double }) || IsInitialised(type.Pointee));

    /// <summary>Values that are written as C initialises them, and printed so.</summary>
    public static bool IsInitialised(CType type) => type is RecordType or ArrayType or EnumType or ComplexType or FloatingType && type.IsComplete && type.Size > 0;
}
