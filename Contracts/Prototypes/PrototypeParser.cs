using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>Reads one function declaration of C17 with GCC's attributes. The parts: <see cref="SpecifierParser"/> for the type in front,
/// <see cref="DeclaratorParser"/> for what is wound around the name, <see cref="ParameterListParser"/>, <see cref="AttributeParser"/>.</summary>
internal static class PrototypeParser
{
    public static Prototype Parse(string text, DataModel model)
    {
        var source = new SourceText(text);
        if (text.Length > PrototypeLimits.MaximumLength)
        {
            throw source.Error(
                Math.Min(PrototypeLimits.MaximumLength, source.Text.Length), 1, $"the text is longer than {PrototypeLimits.MaximumLength} characters", "one function declaration");
        }

        return Read(source, new TokenReader(source), model);
    }

    private static Prototype Read(SourceText source, TokenReader reader, DataModel model)
    {
        if (reader.Current.Kind == TokenKind.End)
        {
            throw reader.Error(reader.Current, "there is no declaration", "one, such as 'double cos(double x)'");
        }

        var attributes = new List<AttributeUse>();
        Specifiers specifiers = SpecifierParser.Read(reader, model, attributes, isParameter: false);
        if (specifiers.Type is OpaqueType { Tag: TagKind.None } && reader.Current.Is("("))
        {
            throw reader.Error(specifiers.TypeToken, $"the return type is missing in front of {specifiers.TypeToken.Found}", "a type; write 'void' if nothing is returned");
        }

        Declarator declarator = DeclaratorParser.Read(reader, model, attributes, isParameter: false);
        if (declarator.Name is not { } name)
        {
            throw reader.Unexpected("the function's name");
        }

        if (declarator.Derivations.Count == 0 || declarator.Derivations[0].Kind != DerivationKind.Function)
        {
            throw reader.Unexpected($"'(' and the parameters of '{name.Text}'");
        }

        CType returnType = declarator.Apply(model, specifiers, first: 1, out _);
        if (SpecifierParser.ByValueError(reader, model, returnType, specifiers.TypeToken) is { } error)
        {
            throw error;
        }

        ReadEnd(reader, attributes);

        List<ParameterDraft> drafts = declarator.Derivations[0].Parameters!;
        FunctionAttributes resolved = AttributeResolver.Resolve(reader, attributes, drafts, returnType);
        resolved.IsNoReturn |= specifiers.IsNoReturn;
        var parameters = ImmutableArray.CreateBuilder<Parameter>(drafts.Count);
        for (int i = 0; i < drafts.Count; i++)
        {
            parameters.Add(drafts[i].Finish(i));
        }

        return new Prototype(source.Original, name.Text, returnType, parameters.MoveToImmutable(), resolved);
    }

    private static void ReadEnd(TokenReader reader, List<AttributeUse> attributes)
    {
        const string Expected = "';', '__attribute__' or the end of the text";
        AttributeParser.ReadAll(reader, attributes);
        Token token = reader.Current;
        if (token.Kind == TokenKind.Identifier)
        {
            throw CKeywords.Plain(token.Text) == "asm"
                ? reader.Unsupported(token, "asm labels, which give the function another symbol,", "the symbol as the function's name")
                : reader.Error(token, $"found {token.Found}", Expected + "; macros are not expanded, so leave out what the preprocessor would remove");
        }

        if (token.Is("{"))
        {
            throw reader.Error(token, "the function's body is not wanted", Expected);
        }

        if (token.Is(","))
        {
            throw reader.Error(token, "only one function can be declared at a time", Expected);
        }

        bool isClosed = reader.TryTake(";");
        if (reader.Current.Kind != TokenKind.End)
        {
            throw isClosed
                ? reader.Error(reader.Current, "only one function can be declared at a time", "the end of the text")
                : reader.Unexpected(Expected);
        }
    }
}
