namespace FfiIsolation;

/// <summary>Reads declarators: pointers, parentheses, name, parameter lists and array brackets.</summary>
internal sealed class DeclaratorParser
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly List<AttributeUse> _attributes;
    private readonly DeclarationPlace _place;
    private readonly Declarator _declarator = new();
    private int _pointers;
    private int _dimensions;

    private DeclaratorParser(ParserScope scope, List<AttributeUse> attributes, DeclarationPlace place)
    {
        _scope = scope;
        _reader = scope.Reader;
        _attributes = attributes;
        _place = place;
    }

    private List<Derivation> Derivations => _declarator.Derivations;

    public static Declarator Read(ParserScope scope, List<AttributeUse> attributes, DeclarationPlace place)
    {
        var parser = new DeclaratorParser(scope, attributes, place);
        parser.Read();
        return parser._declarator;
    }

    private void Read()
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

        ReadDirect();
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
        Derivations.AddRange(pointers);
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

    private void ReadDirect()
    {
        Token token = _reader.Current;
        if (token.Kind == TokenKind.Identifier)
        {
            string word = CKeywords.Plain(token.Text);
            if (CKeywords.RefusedAs(word) is { } what)
            {
                throw _reader.Unsupported(token, what, CKeywords.InsteadOf(word));
            }

            if (!CKeywords.IsReserved(word) && _place != DeclarationPlace.TypeName)
            {
                TakeName(token);
            }
        }
        else if (token.Is("(") && IsGroup())
        {
            _scope.Enter(token, "parentheses");
            _reader.Take();
            AttributeParser.ReadAll(_reader, _attributes);
            Read();
            _reader.Expect(")");
            _scope.Leave();
        }
    }

    private void TakeName(Token token)
    {
        // A header may declare what this library knows already, and give a member the name of a type, or a parameter that of its own.
        bool mayHide = _place is DeclarationPlace.Block or DeclarationPlace.Member || (_place is DeclarationPlace.Parameter && _scope.Model.Find(token.Text) is null);
        if (!mayHide && _scope.IsType(token.Text))
        {
            // C allows it where the typedef is not in scope; here it is far more likely a slip, such as "unsigned size_t".
            throw _reader.Error(token, $"'{token.Text}' is the name of a type", _place == DeclarationPlace.Parameter ? "a parameter name, ',' or ')'" : "the function's name");
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
        return !CKeywords.StartsType(word) && !_scope.IsType(word);
    }

    private void AddArray()
    {
        Token bracket = _reader.Current;
        if (++_dimensions > PrototypeLimits.MaximumDimensions)
        {
            throw _reader.Error(bracket, $"more than {PrototypeLimits.MaximumDimensions} dimensions", $"at most {PrototypeLimits.MaximumDimensions}");
        }

        if (Derivations.Count == 0)
        {
            Derivations.Add(_place switch
            {
                DeclarationPlace.Prototype when _declarator.Name is null => throw _reader.Error(bracket, "a function cannot return an array", "a pointer to its elements, as in 'int *f(int n)'"),
                DeclarationPlace.Prototype => throw _reader.Error(bracket, "this declares an array, not a function", "'(' and the parameters of a function"),

                // Only here a bound means nothing: C makes a pointer of it.
                DeclarationPlace.Parameter => ArrayBracketParser.Read(_reader),
                _ => ArrayBracketParser.ReadFixed(_scope),
            });
            return;
        }

        Derivation before = Derivations[Derivations.Count - 1];
        if (before.Kind == DerivationKind.Function)
        {
            throw _reader.Error(bracket, "a function cannot return an array", "a pointer to the element type");
        }

        Derivations.Add(ArrayBracketParser.ReadFixed(_scope));
    }

    private void AddFunction()
    {
        Token parenthesis = _reader.Current;
        if (Derivations.Count > 0)
        {
            Derivation before = Derivations[Derivations.Count - 1];
            if (before.Kind != DerivationKind.Pointer)
            {
                string what = before.Kind == DerivationKind.Array ? "an array cannot hold functions" : "a function cannot return a function";
                throw _reader.Error(parenthesis, what, "a pointer to one, '(*name)(...)'");
            }

            if (_place == DeclarationPlace.Prototype && Derivations[0].Kind != DerivationKind.Function)
            {
                throw _reader.Unsupported(Derivations[0].At, "function pointers", "the declaration of a function, without '*' in parentheses");
            }
        }
        else if (_declarator.Name is null && _place is not (DeclarationPlace.Parameter or DeclarationPlace.TypeName))
        {
            throw _reader.Error(parenthesis, "the function's name is missing", "a name before '('");
        }

        ParameterList list = ParameterListParser.Read(_scope);
        Derivations.Add(new Derivation(DerivationKind.Function, parenthesis) { Parameters = list });
    }
}
