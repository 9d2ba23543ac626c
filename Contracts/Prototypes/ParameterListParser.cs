namespace FfiIsolation;

/// <summary>Reads the parameters of a function, from '(' to ')'.</summary>
internal sealed class ParameterListParser
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly ParameterList _list = new();

    private ParameterListParser(ParserScope scope)
    {
        _scope = scope;
        _reader = scope.Reader;
    }

    private List<ParameterDraft> Parameters => _list.Parameters;

    public static ParameterList Read(ParserScope scope)
    {
        scope.Enter(scope.Reader.Current, "parentheses");
        var parser = new ParameterListParser(scope);
        parser.Read();
        parser.CheckSizeNames();
        scope.Leave();
        return parser._list;
    }

    private void Read()
    {
        Token parenthesis = _reader.Expect("(");
        if (_reader.Current.Is(")"))
        {
            throw _reader.Error(parenthesis, "'()' does not say what the parameters are", "the parameters; write (void) if there are none");
        }

        if (_reader.Current.Is("void") && _reader.Peek(1).Is(")"))
        {
            _reader.Take();
            _reader.Take();
            return;
        }

        do
        {
            if (_reader.Current.Is("."))
            {
                throw _reader.Error(_reader.Current, "'...' has three dots", "'...' or a parameter type");
            }

            if (_reader.Current.Is("..."))
            {
                ReadEllipsis();
                break;
            }

            if (Parameters.Count == PrototypeLimits.MaximumParameters)
            {
                throw _reader.Error(_reader.Current, $"more than {PrototypeLimits.MaximumParameters} parameters", $"at most {PrototypeLimits.MaximumParameters}");
            }

            Parameters.Add(ReadParameter());
        }
        while (_reader.TryTake(","));

        if (ForeignSyntax.InParameters(_reader) is { } foreign)
        {
            throw foreign;
        }

        _reader.Expect(")", _list.IsVariadic ? "')'" : "',' or ')'");
    }

    private void ReadEllipsis()
    {
        Token ellipsis = _reader.Take();
        if (Parameters.Count == 0)
        {
            throw _reader.Error(ellipsis, "there is no parameter in front of '...'", "one, as C17 demands");
        }

        _list.IsVariadic = true;
    }

    private ParameterDraft ReadParameter()
    {
        Token first = _reader.Current;
        var attributes = new List<AttributeUse>();
        Specifiers specifiers = SpecifierParser.Read(_scope, attributes, DeclarationPlace.Parameter);
        Declarator declarator = DeclaratorParser.Read(_scope, attributes, DeclarationPlace.Parameter);
        AttributeParser.ReadAll(_reader, attributes);

        Derivation? array = declarator.Derivations.Count > 0 && declarator.Derivations[0].Kind == DerivationKind.Array ? declarator.Derivations[0] : null;
        if (array is not null && declarator.Name is null && _reader.Current is { Kind: TokenKind.Identifier } name)
        {
            throw _reader.Error(array.At, $"in C the brackets stand behind the name {name.Found}", $"a pointer, '*{name.Text}', or '{name.Text}[]'");
        }

        CType type = declarator.Apply(_scope, specifiers, array is null ? 0 : 1, out TypeQualifiers qualifiers);
        if (array is not null)
        {
            // Man pages write "void buf[.count]"; in C there is no array of void.
            if (type is VoidType && (array.SizeNames.Count == 0 || array.MinimumLength is not null))
            {
                throw _reader.Error(array.At, "there is no array of void", "'void *', or an element type");
            }

            type = _scope.Model.PointerTo(type, qualifiers);
            qualifiers = array.Qualifiers;
        }

        type = FunctionConvention.Apply(_scope, attributes, type);
        var draft = new ParameterDraft(declarator.Name, first, Adjust(type, ref qualifiers), qualifiers, array);
        Check(draft, specifiers, declarator);
        ParameterAttributes.Apply(_reader, attributes, draft);
        return draft;
    }

    // C17 6.7.6.3p7 and p8, for a typedef of an array and for functions.
    private CType Adjust(CType type, ref TypeQualifiers qualifiers)
    {
        switch (type)
        {
            case ArrayType array:
                TypeQualifiers ofElement = array.ElementQualifiers | qualifiers;
                qualifiers = TypeQualifiers.None;
                return _scope.Model.PointerTo(array.Element, ofElement);
            case FunctionType:
                qualifiers = TypeQualifiers.None;
                return _scope.Model.PointerTo(type, TypeQualifiers.None);
            default:
                return type;
        }
    }

    private void Check(ParameterDraft draft, Specifiers specifiers, Declarator declarator)
    {
        if (draft.Type is VoidType)
        {
            throw _reader.Error(specifiers.TypeToken, "a parameter cannot be void", "a type; (void) alone means no parameters, 'void *' is a pointer");
        }

        if (SpecifierParser.ByValueError(_scope, draft.Type, specifiers.TypeToken) is { } error)
        {
            throw error;
        }

        TypeFeatures.Note(_scope, draft.Type, specifiers);
        if (draft.Name is { } name && Parameters.Exists(other => other.Name?.Text == name.Text))
        {
            throw _reader.Error(name, $"a second parameter named {name.Found}", "a different name");
        }
    }

    private void CheckSizeNames()
    {
        foreach (ParameterDraft parameter in Parameters)
        {
            foreach (Token name in parameter.SizeNames ?? Enumerable.Empty<Token>())
            {
                if (!Parameters.Exists(other => other.Name?.Text == name.Text))
                {
                    throw _reader.Error(name, $"no parameter is named {name.Found}", "the name of a parameter");
                }
            }
        }
    }
}
