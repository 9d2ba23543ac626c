namespace FfiIsolation;

/// <summary>Reads declaration specifiers: storage, qualifiers and the base type, in any order, attributes between them.</summary>
internal sealed class SpecifierParser
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly List<AttributeUse> _attributes;
    private readonly DeclarationPlace _place;

    private ArithmeticSpecifiers _arithmetic;
    private CType? _named;
    private Token _typeToken;
    private TypeQualifiers _qualifiers;
    private Token? _restrict; // in front, where only a typedef of a pointer can follow
    private bool _isNoReturn;
    private bool _isTypedef;
    private bool _isTag;
    private int? _alignment;
    private Token _alignmentToken;

    private SpecifierParser(ParserScope scope, List<AttributeUse> attributes, DeclarationPlace place)
    {
        _scope = scope;
        _reader = scope.Reader;
        _attributes = attributes;
        _place = place;
    }

    private bool HasType => _named is not null || !_arithmetic.IsEmpty;

    private string ExpectedType => _place switch
    {
        DeclarationPlace.Parameter => "a parameter type",
        DeclarationPlace.Member => "the type of a member, or '}'",
        DeclarationPlace.TypeName => "a type",
        DeclarationPlace.Block => "a declaration",
        _ => "a return type, as in 'double cos(double x)'",
    };

    private string ExpectedName => _place switch
    {
        DeclarationPlace.Parameter => "a name, ',' or ')'",
        DeclarationPlace.Member => "the member's name",
        DeclarationPlace.TypeName => "')'",
        DeclarationPlace.Block => "a name",
        _ => "the function's name",
    };

    public static Specifiers Read(ParserScope scope, List<AttributeUse> attributes, DeclarationPlace place) =>
        new SpecifierParser(scope, attributes, place).Read();

    /// <summary>Why a type known by name only cannot be used by value, or null if the type can.</summary>
    public static PrototypeException? ByValueError(ParserScope scope, CType type, Token at)
    {
        switch (type)
        {
            case OpaqueType { Tag: TagKind.None }:
                return UnknownType(scope, at);
            case OpaqueType when scope.IsAlone:
                return scope.Reader.Error(at, $"'{type}' is not defined, so that its size is not known", $"declarations that define it, or a pointer, '{type} *'");
            case OpaqueType or RecordType { IsComplete: false }:
                return scope.Reader.Error(at, $"'{type}' is not defined, so that its size is not known", $"its definition before it, or a pointer, '{type} *'");
            default:
                return null;
        }
    }

    private Specifiers Read()
    {
        while (TryReadOne())
        {
        }

        if (!HasType)
        {
            throw _reader.Current.Is("[") && _place == DeclarationPlace.Prototype
                ? _reader.Error(_reader.Current, "attributes in [ ] are those of C#", "the declaration of C alone")
                : _reader.Unexpected(ExpectedType);
        }

        if (_arithmetic.LacksPart)
        {
            throw _reader.Error(_typeToken, "'_Complex' without the type of its parts", "'float _Complex', 'double _Complex' or 'long double _Complex'");
        }

        if (_restrict is { } restrict && _named is not PointerType)
        {
            throw _reader.Error(restrict, "'restrict' qualifies pointers only", "it behind the '*'");
        }

        return new Specifiers(_named ?? _arithmetic.Resolve(_scope.Model), _qualifiers, _typeToken)
        {
            IsNoReturn = _isNoReturn,
            IsTypedef = _isTypedef,
            IsTag = _isTag,
            Alignment = _alignment,
            AlignmentToken = _alignmentToken,
        };
    }

    private bool TryReadOne()
    {
        Token token = _reader.Current;
        if (token.Is("[["))
        {
            throw _reader.Unsupported(token, "attributes in [[ ]]", "'__attribute__((...))'");
        }

        if (token.Kind != TokenKind.Identifier)
        {
            return false;
        }

        string word = CKeywords.Plain(token.Text);
        if (TryReadBlockWord(token, word))
        {
            return true;
        }

        if (word == "typedef")
        {
            throw _reader.Error(token, "a typedef declares a type and no function or parameter", "a type; typedefs go into declarations");
        }

        if ((CKeywords.RefusedAs(word) ?? (HasType ? null : CKeywords.RefusedInFrontAs(word))) is { } what)
        {
            throw _reader.Unsupported(token, what, CKeywords.InsteadOf(word));
        }

        switch (word)
        {
            case CKeywords.Attribute:
                AttributeParser.Read(_reader, _attributes);
                return true;
            case "const":
                return TakeQualifier(TypeQualifiers.Const);
            case "volatile":
                return TakeQualifier(TypeQualifiers.Volatile);
            case "restrict":
                _restrict ??= token;
                return TakeQualifier(TypeQualifiers.Restrict);
            case "extern" or "static" or "inline" or "_Noreturn":
                TakeStorage(token, word);
                return true;
            case "register":
                if (_place != DeclarationPlace.Parameter)
                {
                    throw _reader.Error(token, "'register' cannot stand in front of a function", ExpectedType);
                }

                _reader.Take();
                return true;
            case "__extension__":
                _reader.Take();
                return true;
            case "struct" or "union" or "enum":
                ReadTag(word);
                return true;
        }

        if (word == "complex" && ComplexMacro.IsNext(_scope, _place, _arithmetic.IsReal))
        {
            return TakeArithmetic("_Complex");
        }

        return ArithmeticSpecifiers.IsWord(word) ? TakeArithmetic(word) : TryTakeName(token);
    }

    // What only a block of declarations may hold, and its members.
    private bool TryReadBlockWord(Token token, string word)
    {
        switch (word)
        {
            case "typedef" when _place == DeclarationPlace.Block:
                _isTypedef = true;
                _reader.Take();
                return true;
            case "_Alignas" when _place is DeclarationPlace.Member:
                _alignmentToken = _alignment is null ? token : _alignmentToken;
                _alignment = Math.Max(_alignment ?? 0, AlignmentReader.ReadAlignas(_scope));
                return true;
            default:
                return false;
        }
    }

    private void TakeStorage(Token token, string word)
    {
        if (_place is not (DeclarationPlace.Prototype or DeclarationPlace.Block))
        {
            string where = _place == DeclarationPlace.Parameter ? "a parameter" : _place == DeclarationPlace.Member ? "a member" : "a type";
            throw _reader.Error(token, $"'{word}' cannot stand in {where}", ExpectedType);
        }

        _isNoReturn |= word == "_Noreturn";
        _reader.Take();
        if (word == "extern" && _reader.Current.Kind == TokenKind.Text)
        {
            LinkageReader.Take(_reader);
        }
    }

    private bool TakeQualifier(TypeQualifiers qualifier)
    {
        _qualifiers |= qualifier;
        _reader.Take();
        return true;
    }

    private bool TakeArithmetic(string word)
    {
        Token token = _reader.Current;
        if (_named is OpaqueType { Tag: TagKind.None })
        {
            throw UnknownBeforeType();
        }

        if (_named is not null || !_arithmetic.TryAdd(word))
        {
            string before = _named?.ToString() ?? _typeToken.Text;
            throw _reader.Error(token, $"'{token.Text}' does not combine with the type '{before}' before it", ExpectedName);
        }

        _typeToken = _typeToken.Length == 0 ? token : _typeToken;
        _reader.Take();
        return true;
    }

    private bool TryTakeName(Token token)
    {
        Typedef? known = _scope.Find(token.Text);
        if (HasType)
        {
            // "SQLITE_API size_t f(void)": the first is a macro that the preprocessor would have removed.
            return known is not null && _named is OpaqueType { Tag: TagKind.None } ? throw UnknownBeforeType() : false;
        }

        if (CKeywords.IsReserved(token.Text))
        {
            return false;
        }

        if (known is null && ForeignSyntax.AtType(_scope, token) is { } foreign)
        {
            throw foreign;
        }

        _named = known?.Type ?? new OpaqueType(TagKind.None, token.Text);
        _qualifiers |= known?.Qualifiers ?? TypeQualifiers.None;
        _typeToken = token;
        _reader.Take();
        return true;
    }

    private void ReadTag(string keyword)
    {
        Token token = _reader.Current;
        if (_named is OpaqueType { Tag: TagKind.None })
        {
            throw UnknownBeforeType();
        }

        if (HasType)
        {
            throw _reader.Error(token, $"'{keyword}' does not combine with the type before it", "one type");
        }

        _named = TagParser.Read(_scope, _place, out _typeToken);
        _isTag = true;
    }

    private PrototypeException UnknownBeforeType() => ForeignWords.InsteadOfModifier(_typeToken.Text) is { } instead
        ? _reader.Error(_typeToken, $"{_typeToken.Found} is no word of C", instead)
        : _reader.Error(_typeToken, $"unknown name {_typeToken.Found} in front of a type",
            $"a type{DidYouMean(_scope, _typeToken.Text)}; macros are not expanded, so leave out what the preprocessor would remove");

    private static PrototypeException UnknownType(ParserScope scope, Token at)
    {
        if (ForeignWords.InsteadOfType(at.Text) is { } instead)
        {
            return scope.Reader.Error(at, $"unknown type {at.Found}", instead);
        }

        // In a list of parameters, a lone word may be a name whose type is missing.
        int end = at.Offset + at.Length;
        Token next = scope.Reader.Current;
        string andName = (next.Is(",") || next.Is(")")) && string.IsNullOrWhiteSpace(scope.Reader.Source.Text.Substring(end, next.Offset - end)) ? $", in front of a name, as in 'int {at.Text}'" : "";
        string how = scope.IsAlone ? ": give the declarations that hold it, or write the type it stands for" : "";
        return scope.Reader.Error(at, $"unknown type {at.Found}",
            $"a type of C{DidYouMean(scope, at.Text)}{andName}; a typedef must be declared before it is used by value{how}");
    }

    private static string DidYouMean(ParserScope scope, string word) =>
        NearNames.Nearest(word, CKeywords.Suggestions.Concat(scope.TypeNames)) is { } near ? $" (did you mean '{near}'?)" : "";
}
