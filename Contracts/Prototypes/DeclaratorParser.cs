namespace FfiIsolation;

/// <summary>Reads declarators: pointers, parentheses, name, parameter lists and array brackets. Refuses the combinations that are not supported by name.</summary>
internal sealed class DeclaratorParser
{
    private readonly TokenReader _reader;
    private readonly DataModel _model;
    private readonly List<AttributeUse> _attributes;
    private readonly bool _isParameter;
    private readonly Declarator _declarator = new();
    private int _pointers;

    private DeclaratorParser(TokenReader reader, DataModel model, List<AttributeUse> attributes, bool isParameter)
    {
        _reader = reader;
        _model = model;
        _attributes = attributes;
        _isParameter = isParameter;
    }

    public static Declarator Read(TokenReader reader, DataModel model, List<AttributeUse> attributes, bool isParameter)
    {
        var parser = new DeclaratorParser(reader, model, attributes, isParameter);
        parser.Read(depth: 0);
        return parser._declarator;
    }

    private void Read(int depth)
    {
        var pointers = new List<Derivation>();
        while (_reader.Current.Is("*"))
        {
            pointers.Add(ReadPointer());
        }

        if (_reader.Current.Is("&"))
        {
            throw _reader.Error(_reader.Current, "references are C++, not C", "'*': a reference is passed as a pointer");
        }

        ReadDirect(depth);
        while (true)
        {
            if (_reader.Current.Is("["))
            {
                AddArray();
            }
            else if (_reader.Current.Is("("))
            {
                AddFunction();
            }
            else
            {
                break;
            }
        }

        // "char *const *p" reads outwards from p: pointer, then const pointer.
        pointers.Reverse();
        _declarator.Derivations.AddRange(pointers);
    }

    private Derivation ReadPointer()
    {
        Token star = _reader.Take();
        if (++_pointers > PrototypeLimits.MaximumPointerDepth)
        {
            throw _reader.Error(star, $"pointers nested more than {PrototypeLimits.MaximumPointerDepth} deep", $"at most {PrototypeLimits.MaximumPointerDepth} '*'");
        }

        TypeQualifiers qualifiers = TypeQualifiers.None;
        while (_reader.Current.Kind == TokenKind.Identifier)
        {
            string word = CKeywords.Plain(_reader.Current.Text);
            if (word == CKeywords.Attribute)
            {
                AttributeParser.Read(_reader, _attributes);
                continue;
            }

            if (word == "_Atomic")
            {
                throw _reader.Unsupported(_reader.Current, "atomic pointers (_Atomic)");
            }

            TypeQualifiers one = ArrayBracketParser.QualifierOf(word);
            if (one == TypeQualifiers.None)
            {
                break;
            }

            qualifiers |= one;
            _reader.Take();
        }

        return new Derivation(DerivationKind.Pointer, star, qualifiers);
    }

    private void ReadDirect(int depth)
    {
        Token token = _reader.Current;
        if (token.Kind == TokenKind.Identifier)
        {
            string word = CKeywords.Plain(token.Text);
            if (CKeywords.RefusedAs(word) is { } what)
            {
                throw _reader.Unsupported(token, what);
            }

            if (!CKeywords.IsReserved(word))
            {
                TakeName(token);
            }
        }
        else if (token.Is("(") && IsGroup())
        {
            if (depth == PrototypeLimits.MaximumNesting)
            {
                throw _reader.Error(token, $"parentheses nested more than {PrototypeLimits.MaximumNesting} deep", $"at most {PrototypeLimits.MaximumNesting}");
            }

            _reader.Take();
            while (_reader.Current.Kind == TokenKind.Identifier && CKeywords.Plain(_reader.Current.Text) == CKeywords.Attribute)
            {
                AttributeParser.Read(_reader, _attributes);
            }

            Read(depth + 1);
            _reader.Expect(")");
        }
    }

    private void TakeName(Token token)
    {
        if (_model.Find(token.Text) is not null)
        {
            // C allows it where the typedef is not in scope; here it is far more likely a slip, such as "unsigned size_t".
            throw _reader.Error(token, $"'{token.Text}' is the name of a type", _isParameter ? "a parameter name, ',' or ')'" : "the function's name");
        }

        _declarator.Name = token;
        _reader.Take();
    }

    // Parentheses either group a declarator or hold parameters (C17 6.7.6.3p11: a typedef name in them makes it parameters).
    private bool IsGroup()
    {
        Token next = _reader.Peek(1);
        if (next.Kind != TokenKind.Identifier)
        {
            return next.Is("*") || next.Is("(") || next.Is("[") || next.Is("&");
        }

        string word = CKeywords.Plain(next.Text);
        return !CKeywords.StartsType(word) && _model.Find(word) is null;
    }

    private void AddArray()
    {
        Token bracket = _reader.Current;
        if (!_isParameter)
        {
            throw _declarator.Derivations.Count == 0
                ? _reader.Error(bracket, "this declares an array, not a function", "'(' and the parameters of a function")
                : _reader.Unsupported(bracket, "functions that return arrays or pointers to arrays", "a pointer to the element type");
        }

        if (_declarator.Derivations.Count > 0)
        {
            bool ofArrays = _declarator.Derivations[_declarator.Derivations.Count - 1].Kind == DerivationKind.Array;
            throw _reader.Unsupported(bracket, ofArrays ? "arrays of arrays" : "pointers to arrays", "a pointer to the element type");
        }

        _declarator.Derivations.Add(ArrayBracketParser.Read(_reader));
    }

    private void AddFunction()
    {
        List<Derivation> before = _declarator.Derivations;
        Token parenthesis = _reader.Current;
        if (_isParameter)
        {
            throw _reader.Unsupported(before.Count > 0 ? before[0].At : parenthesis, "callbacks (function pointers)", "'void *', with the function's address");
        }

        if (before.Count > 0)
        {
            throw before[0].Kind == DerivationKind.Function
                ? _reader.Unsupported(before[before.Count - 1].At, "functions that return function pointers", "'void *' for the result")
                : _reader.Unsupported(before[0].At, "function pointers", "the declaration of a function, without '*' in parentheses");
        }

        if (_declarator.Name is null)
        {
            throw _reader.Error(parenthesis, "the function's name is missing", "a name before '('");
        }

        before.Add(new Derivation(DerivationKind.Function, parenthesis) { Parameters = ParameterListParser.Read(_reader, _model) });
    }
}
