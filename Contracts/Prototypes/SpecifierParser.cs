namespace FfiIsolation;

/// <summary>Reads declaration specifiers: storage, qualifiers and the base type, in any order, attributes between them.</summary>
internal sealed class SpecifierParser
{
    private readonly TokenReader _reader;
    private readonly DataModel _model;
    private readonly List<AttributeUse> _attributes;
    private readonly bool _isParameter;

    private ArithmeticSpecifiers _arithmetic;
    private CType? _named;
    private Token _typeToken;
    private TypeQualifiers _qualifiers;
    private bool _isNoReturn;

    private SpecifierParser(TokenReader reader, DataModel model, List<AttributeUse> attributes, bool isParameter)
    {
        _reader = reader;
        _model = model;
        _attributes = attributes;
        _isParameter = isParameter;
    }

    private bool HasType => _named is not null || !_arithmetic.IsEmpty;

    private string ExpectedType => _isParameter ? "a parameter type" : "a return type, as in 'double cos(double x)'";

    public static Specifiers Read(TokenReader reader, DataModel model, List<AttributeUse> attributes, bool isParameter) =>
        new SpecifierParser(reader, model, attributes, isParameter).Read();

    /// <summary>Why a type known by name only cannot be used by value, or null if the type can.</summary>
    public static PrototypeException? ByValueError(TokenReader reader, DataModel model, CType type, Token at)
    {
        if (type is not OpaqueType opaque)
        {
            return null;
        }

        return opaque.Tag switch
        {
            TagKind.Struct => reader.Unsupported(at, "structs by value", $"a pointer, '{opaque} *'"),
            TagKind.Union => reader.Unsupported(at, "unions by value", $"a pointer, '{opaque} *'"),
            TagKind.Enum => reader.Unsupported(at, "enums by value", "'int' or 'unsigned int', whichever the compiler uses for the enum"),
            _ => UnknownType(reader, model, at),
        };
    }

    private Specifiers Read()
    {
        while (TryReadOne())
        {
        }

        if (!HasType)
        {
            throw _reader.Unexpected(ExpectedType);
        }

        return new Specifiers(_named ?? _arithmetic.Resolve(_model), _qualifiers, _typeToken, _isNoReturn);
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
        if (CKeywords.RefusedAs(word) is { } what)
        {
            throw _reader.Unsupported(token, what);
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
                throw _reader.Error(token, "'restrict' qualifies pointers only", "it behind the '*'");
            case "extern" or "static" or "inline" or "_Noreturn":
                if (_isParameter)
                {
                    throw _reader.Error(token, $"'{word}' cannot stand in a parameter", ExpectedType);
                }

                _isNoReturn |= word == "_Noreturn";
                _reader.Take();
                return true;
            case "register":
                if (!_isParameter)
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

        return ArithmeticSpecifiers.IsWord(word) ? TakeArithmetic(word) : TryTakeName(token);
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
            throw _reader.Error(token, $"'{token.Text}' does not combine with the type '{before}' before it", _isParameter ? "a name, ',' or ')'" : "the function's name");
        }

        _typeToken = _typeToken.Length == 0 ? token : _typeToken;
        _reader.Take();
        return true;
    }

    private bool TryTakeName(Token token)
    {
        CType? known = _model.Find(token.Text);
        if (HasType)
        {
            // "SQLITE_API size_t f(void)": the first is a macro that the preprocessor would have removed.
            return known is not null && _named is OpaqueType { Tag: TagKind.None } ? throw UnknownBeforeType() : false;
        }

        if (CKeywords.IsReserved(token.Text))
        {
            return false;
        }

        _named = known ?? new OpaqueType(TagKind.None, token.Text);
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

        _reader.Take();
        if (_reader.Current.Is("{"))
        {
            throw _reader.Unsupported(token, $"{keyword} definitions", $"'{keyword}' and its tag");
        }

        Token tag = _reader.Current;
        if (tag.Kind != TokenKind.Identifier || CKeywords.IsReserved(CKeywords.Plain(tag.Text)))
        {
            throw _reader.Unexpected($"the tag of the {keyword}");
        }

        _reader.Take();
        if (_reader.Current.Is("{"))
        {
            throw _reader.Unsupported(token, $"{keyword} definitions", $"'{keyword} {tag.Text}' alone");
        }

        TagKind kind = keyword == "struct" ? TagKind.Struct : keyword == "union" ? TagKind.Union : TagKind.Enum;
        _named = new OpaqueType(kind, tag.Text);
        _typeToken = new Token(TokenKind.Identifier, $"{keyword} {tag.Text}", token.Offset, tag.Offset + tag.Length - token.Offset);
    }

    private PrototypeException UnknownBeforeType() =>
        _reader.Error(_typeToken, $"unknown name {_typeToken.Found} in front of a type",
            $"a type{DidYouMean(_model, _typeToken.Text)}; macros are not expanded, so leave out what the preprocessor would remove");

    private static PrototypeException UnknownType(TokenReader reader, DataModel model, Token at) =>
        reader.Error(at, $"unknown type {at.Found}",
            $"a type of C{DidYouMean(model, at.Text)}; a typedef must be declared before it is used by value, which is not supported yet: write the type it stands for");

    private static string DidYouMean(DataModel model, string word) =>
        NearNames.Nearest(word, CKeywords.Suggestions.Concat(model.TypeNames)) is { } near ? $" (did you mean '{near}'?)" : "";
}
