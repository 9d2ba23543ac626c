namespace FfiIsolation;

/// <summary>Reads a type without a name, as <c>sizeof</c> and casts have it: <c>const char *</c>, <c>struct point</c>.</summary>
internal static class TypeNameParser
{
    /// <summary>Reads a text that is one type, of which a function can have an argument.</summary>
    /// <param name="known">The names that it may use; null for those of the platform alone.</param>
    /// <exception cref="PrototypeException">It is not one. The message points at the spot.</exception>
    public static CType ParseArgument(string text, DataModel model, DeclaredNames? known)
    {
        var source = new SourceText(text);
        if (text.Length > PrototypeLimits.MaximumLength)
        {
            throw source.Error(PrototypeLimits.MaximumLength, 1, $"the text is longer than {PrototypeLimits.MaximumLength} characters", "one type");
        }

        var scope = new ParserScope(new TokenReader(source), model, known, isBlock: false);
        TokenReader reader = scope.Reader;
        if (reader.Current.Kind == TokenKind.End)
        {
            throw reader.Error(reader.Current, "there is no type", "one, such as 'int' or 'const char *'");
        }

        Token first = reader.Current;
        CType type = Read(scope, out Specifiers specifiers);
        return reader.Current.Kind != TokenKind.End ? throw reader.Unexpected("the end of the type")
            : type is VoidType or ArrayType or FunctionType ? throw reader.Error(first, $"an argument cannot be of type '{type}'", "a type that is passed by value, or a pointer")
            : SpecifierParser.ByValueError(scope, type, specifiers.TypeToken) is { } error ? throw error
            : type;
    }

    /// <summary>Reads the type that begins at the current token.</summary>
    public static CType Read(ParserScope scope) => Read(scope, out _);

    private static CType Read(ParserScope scope, out Specifiers specifiers)
    {
        var attributes = new List<AttributeUse>();
        specifiers = SpecifierParser.Read(scope, attributes, DeclarationPlace.TypeName);
        return DeclaratorParser.Read(scope, attributes, DeclarationPlace.TypeName).Apply(scope, specifiers, 0, out _);
    }
}
