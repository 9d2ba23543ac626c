namespace FfiIsolation;

/// <summary>Reads the braces of a struct or union, and has it laid out.</summary>
internal sealed class RecordParser
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly TagKind _kind;
    private readonly List<MemberDraft> _members = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Token? _flexible;

    private RecordParser(ParserScope scope, TagKind kind)
    {
        _scope = scope;
        _reader = scope.Reader;
        _kind = kind;
    }

    public static RecordType Read(ParserScope scope, TagKind kind, Token? tag, List<AttributeUse> attributes)
    {
        RecordType type = Declare(scope, kind, tag);
        var parser = new RecordParser(scope, kind);
        Token brace = scope.Reader.Take();
        while (!scope.Reader.Current.Is("}"))
        {
            parser.ReadMember();
        }

        int? packing = scope.Reader.Packing;
        scope.Reader.Take();
        AttributeParser.ReadAll(scope.Reader, attributes);
        bool isPacked = RecordAttributes.IsPacked(scope, attributes, "a " + RecordText.Keyword(kind));
        int? alignment = AlignmentReader.ReadOfType(scope, attributes);
        RecordLayout layout = RecordLayout.Of(parser._members, kind == TagKind.Union, isPacked, alignment, packing);
        if (layout.Size > PrototypeLimits.MaximumTypeSize)
        {
            throw scope.Reader.Error(brace, $"the {RecordText.Keyword(kind)} is larger than {PrototypeLimits.MaximumTypeSize} bytes", "a smaller one");
        }

        if (RecordDefinition.PartsOf(layout.Members) > PrototypeLimits.MaximumParts)
        {
            throw scope.Reader.Error(brace, $"the {RecordText.Keyword(kind)} has more than {PrototypeLimits.MaximumParts} members, with those of its members", "fewer");
        }

        type.Definition.Complete(layout, isPacked, alignment);
        return type;
    }

    private static RecordType Declare(ParserScope scope, TagKind kind, Token? tag)
    {
        if (tag is not { } name)
        {
            return new RecordType(new RecordDefinition(kind, null));
        }

        if (!scope.Names.Tags.TryGetValue(name.Text, out CType? known))
        {
            var type = new RecordType(new RecordDefinition(kind, name.Text));
            TagParser.Add(scope, name, type);
            return type;
        }

        TagParser.CheckKind(scope, known, kind, name);
        if (known.IsComplete || scope.IsKnownBefore(known))
        {
            throw scope.Reader.Error(name, $"'{known}' is defined twice", known.IsComplete ? "one definition" : "its definition where it is declared");
        }

        return (RecordType)known;
    }

    private void ReadMember()
    {
        if (_reader.TryTake(";"))
        {
            return;
        }

        if (StaticAssertion.TryRead(_scope))
        {
            return;
        }

        Token first = _reader.Current;
        var attributes = new List<AttributeUse>();
        Specifiers specifiers = SpecifierParser.Read(_scope, attributes, DeclarationPlace.Member);
        if (_reader.Current.Is(";"))
        {
            AddUnnamed(specifiers, attributes, first);
            _reader.Take();
            return;
        }

        do
        {
            ReadDeclarator(specifiers, attributes);
        }
        while (_reader.TryTake(","));

        _reader.Expect(";", "',' or ';'");
    }

    private void ReadDeclarator(Specifiers specifiers, List<AttributeUse> shared)
    {
        var attributes = new List<AttributeUse>(shared);
        Token first = _reader.Current;
        Declarator declarator = first.Is(":") ? new Declarator() : DeclaratorParser.Read(_scope, attributes, DeclarationPlace.Member);
        CType type = declarator.Apply(_scope, specifiers, 0, out TypeQualifiers qualifiers);
        int? width = null;
        if (_reader.TryTake(":"))
        {
            Token at = _reader.Current;
            width = BitFieldWidth.Check(_reader, at, ConstantParser.Read(_scope), type, declarator.Name);
        }

        AttributeParser.ReadAll(_reader, attributes);
        if (declarator.Name is null && width is null)
        {
            throw _reader.Unexpected("the member's name");
        }

        Token place = declarator.Name ?? first;
        Check(type, specifiers, place);
        if (attributes.Exists(use => use.Name is "ms_abi" or "sysv_abi"))
        {
            type = FunctionConvention.Apply(_scope, attributes, type);
            attributes.RemoveAll(use => use.Name is "ms_abi" or "sysv_abi");
        }

        // What speaks of the function that a member points at means nothing to its place.
        attributes.RemoveAll(use => declarator.HasFunction && AttributeNames.IsOfFunctions(use.Name));
        Add(type, qualifiers, width, specifiers, attributes, place, declarator.Name?.Text);
    }

    private void Check(CType type, Specifiers specifiers, Token place)
    {
        if (type is VoidType or FunctionType)
        {
            throw _reader.Error(place, $"a member cannot be {(type is VoidType ? "void" : "a function")}", "a type that has a size, or a pointer");
        }

        if (SpecifierParser.ByValueError(_scope, type, specifiers.TypeToken) is { } error)
        {
            throw error;
        }

        if (_flexible is { } flexible)
        {
            throw _reader.Error(flexible, "an array without a length in front of other members", "a length, or the array as the last member");
        }

        if (type is ArrayType { Length: null })
        {
            _flexible = _kind == TagKind.Struct && _names.Count > 0
                ? place
                : throw _reader.Error(place, "an array without a length needs a struct, and members before it", "a length");
        }
    }

    // C11's unnamed struct and union, whose members count as ours. An enum among the members only declares its constants.
    private void AddUnnamed(Specifiers specifiers, List<AttributeUse> attributes, Token first)
    {
        if (specifiers.Type is EnumType && specifiers.IsTag)
        {
            return;
        }

        if (specifiers.Type is OpaqueType { Tag: TagKind.None })
        {
            throw SpecifierParser.ByValueError(_scope, specifiers.Type, specifiers.TypeToken)!;
        }

        if (specifiers.Type is not RecordType { Tag: null, TypedefName: null })
        {
            bool isDeclaration = specifiers.Type is RecordType { Tag: not null } && specifiers.IsTag;
            throw _reader.Error(isDeclaration ? specifiers.TypeToken : first, isDeclaration ? "this declares a type, but no member" : "the member's name is missing",
                isDeclaration ? "the type before the struct, or a name for the member" : "a name");
        }

        Check(specifiers.Type, specifiers, specifiers.TypeToken);
        Add(specifiers.Type, specifiers.Qualifiers, null, specifiers, attributes, specifiers.TypeToken, null);
    }

    private void Add(CType type, TypeQualifiers qualifiers, int? width, Specifiers specifiers, List<AttributeUse> attributes, Token place, string? name)
    {
        if (_members.Count == PrototypeLimits.MaximumMembers)
        {
            throw _reader.Error(place, $"more than {PrototypeLimits.MaximumMembers} members", $"at most {PrototypeLimits.MaximumMembers}");
        }

        IEnumerable<string> names = name is not null ? new[] { name }
            : width is null && type is RecordType inner ? inner.NamedMembers().Select(member => member.Name!)
            : Enumerable.Empty<string>();
        foreach (string one in names)
        {
            if (!_names.Add(one))
            {
                throw _reader.Error(place, $"a second member named '{one}'", "a different name");
            }
        }

        bool isPacked = RecordAttributes.IsPacked(_scope, attributes, "a member");
        int? alignment = AlignmentReader.ReadOfMember(_scope, attributes);
        if (specifiers.Alignment is { } alignas and > 0)
        {
            if (width is not null || alignas < type.Alignment)
            {
                throw _reader.Error(specifiers.AlignmentToken, width is not null ? "'_Alignas' on a bit-field" : $"'_Alignas' below the alignment of '{type}'",
                    width is not null ? "no _Alignas" : $"at least {type.Alignment}; __attribute__((packed)) lowers it");
            }

            alignment = Math.Max(alignment ?? 0, alignas);
        }

        _members.Add(new MemberDraft(name, type, qualifiers, width, isPacked, alignment));
    }
}
