namespace FfiIsolation;

/// <summary>Reads one function declaration of C17 with GCC's attributes. The parts: <see cref="SpecifierParser"/> for the type in front,
/// <see cref="DeclaratorParser"/> for what is wound around the name, <see cref="ParameterListParser"/>, <see cref="AttributeParser"/>.</summary>
internal static class PrototypeParser
{
    /// <param name="known">The names that the text may use; null for those of the platform alone.</param>
    public static Prototype Parse(string text, DataModel model, DeclaredNames? known)
    {
        var source = new SourceText(text);
        if (text.Length > PrototypeLimits.MaximumLength)
        {
            throw source.Error(
                Math.Min(PrototypeLimits.MaximumLength, source.Text.Length), 1, $"the text is longer than {PrototypeLimits.MaximumLength} characters", "one function declaration");
        }

        return Read(new ParserScope(new TokenReader(source), model, known, isBlock: false));
    }

    private static Prototype Read(ParserScope scope)
    {
        TokenReader reader = scope.Reader;
        if (reader.Current.Kind == TokenKind.End)
        {
            throw reader.Error(reader.Current, "there is no declaration", "one, such as 'double cos(double x)'");
        }

        var attributes = new List<AttributeUse>();
        Specifiers specifiers = SpecifierParser.Read(scope, attributes, DeclarationPlace.Prototype);
        if (specifiers.Type is OpaqueType { Tag: TagKind.None } && reader.Current.Is("("))
        {
            throw reader.Peek(1).Kind is TokenKind.Number or TokenKind.Text or TokenKind.Character
                ? reader.Error(specifiers.TypeToken, "this is a call and no declaration", "the function as its header declares it, such as 'double cos(double x)'; arguments are given beside it")
                : reader.Error(specifiers.TypeToken, $"the return type is missing in front of {specifiers.TypeToken.Found}", "a type; write 'void' if nothing is returned");
        }

        if (specifiers.Type is OpaqueType { Tag: TagKind.None } && reader.Current.Kind == TokenKind.End)
        {
            throw reader.Error(specifiers.TypeToken, $"{specifiers.TypeToken.Found} alone is no declaration", "the function as its header declares it, such as 'size_t strlen(const char *s)'");
        }

        Declarator declarator = DeclaratorParser.Read(scope, attributes, DeclarationPlace.Prototype);
        if (declarator.Name is not { } name)
        {
            throw reader.Unexpected("the function's name");
        }

        if (declarator.Derivations.Count == 0 || declarator.Derivations[0].Kind != DerivationKind.Function)
        {
            throw ForeignSyntax.BehindName(scope, name) ?? reader.Unexpected($"'(' and the parameters of '{name.Text}'");
        }

        Declarator.CheckResult(scope, specifiers, declarator.Apply(scope, specifiers, first: 1, out _));
        ReadEnd(reader, attributes);
        return FunctionReader.Finish(scope, specifiers, declarator, attributes, reader.Source.Original);
    }

    private static void ReadEnd(TokenReader reader, List<AttributeUse> attributes)
    {
        const string Expected = "';', '__attribute__' or the end of the text";
        AttributeParser.ReadAll(reader, attributes);
        Token token = reader.Current;
        if (token.Kind == TokenKind.Identifier)
        {
            throw ForeignSyntax.AtEnd(reader, token, Expected);
        }

        if (token.Is("{"))
        {
            throw reader.Error(token, "the function's body is not wanted", Expected);
        }

        if (token.Is(","))
        {
            throw reader.Error(token, "only one function can be declared at a time", Expected);
        }

        bool isClosed = false;
        while (reader.TryTake(";"))
        {
            isClosed = true;
        }

        if (reader.Current.Kind != TokenKind.End)
        {
            throw isClosed
                ? reader.Error(reader.Current, "only one function can be declared at a time", "the end of the text")
                : reader.Unexpected(Expected);
        }
    }
}
