namespace FfiIsolation;

/// <summary>Reads what starts with <c>struct</c>, <c>union</c> or <c>enum</c>: the use of a tag, its declaration, or a definition.</summary>
internal static class TagParser
{
    /// <param name="at">The keyword with its tag, for errors about the type.</param>
    public static CType Read(ParserScope scope, DeclarationPlace place, out Token at)
    {
        TokenReader reader = scope.Reader;
        Token keyword = reader.Take();
        TagKind kind = keyword.Text == "struct" ? TagKind.Struct : keyword.Text == "union" ? TagKind.Union : TagKind.Enum;
        var attributes = new List<AttributeUse>();
        if (scope.IsBlock)
        {
            AttributeParser.ReadAll(reader, attributes);
        }

        Token? tag = TakeTag(reader, keyword);
        at = tag is { } name
            ? new Token(TokenKind.Identifier, $"{keyword.Text} {name.Text}", keyword.Offset, name.Offset + name.Length - keyword.Offset)
            : keyword;
        if (!reader.Current.Is("{"))
        {
            return Use(scope, place, kind, tag!.Value, attributes);
        }

        if (!scope.IsBlock)
        {
            throw reader.Error(keyword, $"{keyword.Text}s are defined in declarations, not in a prototype", $"declarations that define it, and {(tag is null ? $"'{keyword.Text}' with a tag" : $"'{at.Text}'")} here");
        }

        if (place is DeclarationPlace.Parameter or DeclarationPlace.TypeName)
        {
            throw reader.Error(keyword, $"a {keyword.Text} that is defined here is known nowhere else", $"its definition before, and '{keyword.Text}' with its tag here");
        }

        scope.Enter(reader.Current, "braces");
        CType type = kind == TagKind.Enum ? EnumParser.Read(scope, tag, attributes) : RecordParser.Read(scope, kind, tag, attributes);
        scope.Leave();
        return type;
    }

    private static Token? TakeTag(TokenReader reader, Token keyword)
    {
        Token tag = reader.Current;
        if (tag.Kind == TokenKind.Identifier && !CKeywords.IsReserved(CKeywords.Plain(tag.Text)))
        {
            return reader.Take();
        }

        return tag.Is("{") ? null : throw reader.Unexpected($"the tag of the {keyword.Text}");
    }

    private static CType Use(ParserScope scope, DeclarationPlace place, TagKind kind, Token tag, List<AttributeUse> attributes)
    {
        if (attributes.Count > 0)
        {
            throw scope.Reader.Error(attributes[0].At, $"attribute '{attributes[0].Name}' without a definition", "it at the definition, whose layout it changes");
        }

        if (scope.Names.Tags.TryGetValue(tag.Text, out CType? known))
        {
            CheckKind(scope, known, kind, tag);
            return known;
        }

        // C's forward declaration. One in a parameter list ends with the list, and is as opaque as one that nobody defines.
        if (!scope.IsBlock || kind == TagKind.Enum || place == DeclarationPlace.Parameter)
        {
            return new OpaqueType(kind, tag.Text);
        }

        var declared = new RecordType(new RecordDefinition(kind, tag.Text));
        Add(scope, tag, declared);
        return declared;
    }

    public static void Add(ParserScope scope, Token tag, CType type)
    {
        if (scope.Names.Tags.Count == PrototypeLimits.MaximumDeclarations)
        {
            throw scope.Reader.Error(tag, $"more than {PrototypeLimits.MaximumDeclarations} structs, unions and enums", $"at most {PrototypeLimits.MaximumDeclarations}");
        }

        scope.Names.Tags.Add(tag.Text, type);
    }

    public static void CheckKind(ParserScope scope, CType known, TagKind kind, Token tag)
    {
        TagKind before = known is RecordType record ? record.Kind : TagKind.Enum;
        if (before != kind)
        {
            throw scope.Reader.Error(tag, $"'{tag.Text}' is the tag of {(before == TagKind.Enum ? "an" : "a")} {RecordText.Keyword(before)}", $"'{RecordText.Keyword(before)} {tag.Text}', or another tag");
        }
    }
}
