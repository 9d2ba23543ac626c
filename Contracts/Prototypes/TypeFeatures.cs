namespace FfiIsolation;

/// <summary>Notes what a type of a parameter or result asks of the caller.</summary>
internal static class TypeFeatures
{
    public static void Note(ParserScope scope, CType type, Specifiers specifiers)
    {
        if (type is FloatingType { Kind: FloatingKind.Quad } or ComplexType { Part.Kind: FloatingKind.Quad })
        {
            // In a struct it is bytes as anything else.
            scope.Note(CallFeature.Quad, specifiers.TypeToken, $"128-bit floating numbers ({specifiers.TypeToken.Text}), which no .NET type holds,", $"a struct with a member of type '{type}', or a pointer to one");
        }
    }
}
