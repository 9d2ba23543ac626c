namespace FfiIsolation;

/// <summary>Notes what a type of a parameter or result asks of the caller.</summary>
internal static class TypeFeatures
{
    public static void Note(ParserScope scope, CType type, Specifiers specifiers)
    {
        Token at = specifiers.TypeToken;
        switch (type)
        {
            case RecordType record:
                bool isStruct = record.Kind == TagKind.Struct;
                scope.Note(isStruct ? CallFeature.StructByValue : CallFeature.UnionByValue, at, isStruct ? "structs by value" : "unions by value",
                    $"a pointer, '{record} *'");
                break;
            case EnumType named:
                scope.Note(CallFeature.EnumByValue, at, "enums by value", $"'{named.UnderlyingType}', which the compiler uses for the enum");
                break;
            case ComplexType:
                Note(scope, CallFeature.Complex, specifiers);
                break;
            case IntegerType { Kind: IntegerKind.Int128 or IntegerKind.UnsignedInt128 }:
                Note(scope, CallFeature.Int128, specifiers);
                break;
            case FloatingType { Kind: FloatingKind.Half }:
                Note(scope, CallFeature.Half, specifiers);
                break;
            case FloatingType { Kind: FloatingKind.Quad }:
                Note(scope, CallFeature.Quad, specifiers);
                break;
        }
    }

    /// <summary>The same for a word of the language, wherever it stands.</summary>
    public static void Note(ParserScope scope, CallFeature feature, Token word) => scope.Note(feature, word, WordsOf(feature, word.Text));

    private static void Note(ParserScope scope, CallFeature feature, Specifiers specifiers)
    {
        // Written out, its word was noted when it was read.
        if (specifiers.Type.TypedefName is { } name)
        {
            scope.Note(feature, specifiers.TypeToken, WordsOf(feature, name));
        }
    }

    private static string WordsOf(CallFeature feature, string word) => feature switch
    {
        CallFeature.Complex => "complex numbers",
        CallFeature.Int128 => $"128-bit integers ({word})",
        CallFeature.Half => $"16-bit floating numbers ({word})",
        _ => $"128-bit floating numbers ({word})",
    };
}
