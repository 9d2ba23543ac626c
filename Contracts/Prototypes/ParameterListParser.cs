namespace FfiIsolation;

/// <summary>Reads the parameters of a function, from '(' to ')'.</summary>
internal sealed class ParameterListParser
{
    private readonly TokenReader _reader;
    private readonly DataModel _model;
    private readonly List<ParameterDraft> _parameters = new();

    private ParameterListParser(TokenReader reader, DataModel model)
    {
        _reader = reader;
        _model = model;
    }

    public static List<ParameterDraft> Read(TokenReader reader, DataModel model)
    {
        var parser = new ParameterListParser(reader, model);
        parser.Read();
        parser.CheckSizeNames();
        return parser._parameters;
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
            if (_reader.Current.Is("..."))
            {
                throw _reader.Unsupported(_reader.Current, "variadic functions", "a parameter type");
            }

            if (_parameters.Count == PrototypeLimits.MaximumParameters)
            {
                throw _reader.Error(_reader.Current, $"more than {PrototypeLimits.MaximumParameters} parameters", $"at most {PrototypeLimits.MaximumParameters}");
            }

            _parameters.Add(ReadParameter());
        }
        while (_reader.TryTake(","));

        if (_reader.Current.Is("="))
        {
            throw _reader.Error(_reader.Current, "default arguments are C++, not C", "',' or ')'");
        }

        if (_reader.Current.Is(":"))
        {
            throw _reader.Unsupported(_reader.Current, "bit-fields", "',' or ')'");
        }

        _reader.Expect(")", "',' or ')'");
    }

    private ParameterDraft ReadParameter()
    {
        Token first = _reader.Current;
        var attributes = new List<AttributeUse>();
        Specifiers specifiers = SpecifierParser.Read(_reader, _model, attributes, isParameter: true);
        Declarator declarator = DeclaratorParser.Read(_reader, _model, attributes, isParameter: true);
        AttributeParser.ReadAll(_reader, attributes);

        Derivation? array = declarator.Derivations.Count > 0 && declarator.Derivations[0].Kind == DerivationKind.Array ? declarator.Derivations[0] : null;
        CType type = declarator.Apply(_model, specifiers, array is null ? 0 : 1, out TypeQualifiers qualifiers);
        if (array is not null)
        {
            // Man pages write "void buf[.count]"; in C there is no array of void.
            if (type is VoidType && (array.SizeNames.Count == 0 || array.MinimumLength is not null))
            {
                throw _reader.Error(array.At, "there is no array of void", "'void *', or an element type");
            }

            type = _model.PointerTo(type, qualifiers);
            qualifiers = array.Qualifiers;
        }

        var draft = new ParameterDraft(declarator.Name, first, type, qualifiers, array);
        Check(draft, specifiers);
        ParameterAttributes.Apply(_reader, attributes, draft);
        return draft;
    }

    private void Check(ParameterDraft draft, Specifiers specifiers)
    {
        if (draft.Type is VoidType)
        {
            throw _reader.Error(specifiers.TypeToken, "a parameter cannot be void", "a type; (void) alone means no parameters, 'void *' is a pointer");
        }

        if (SpecifierParser.ByValueError(_reader, _model, draft.Type, specifiers.TypeToken) is { } error)
        {
            throw error;
        }

        if (draft.Name is { } name && _parameters.Exists(other => other.Name?.Text == name.Text))
        {
            throw _reader.Error(name, $"a second parameter named {name.Found}", "a different name");
        }
    }

    private void CheckSizeNames()
    {
        foreach (ParameterDraft parameter in _parameters)
        {
            foreach (Token name in parameter.SizeNames ?? Enumerable.Empty<Token>())
            {
                if (!_parameters.Exists(other => other.Name?.Text == name.Text))
                {
                    throw _reader.Error(name, $"no parameter is named {name.Found}", "the name of a parameter");
                }
            }
        }
    }
}
