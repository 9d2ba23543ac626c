using System.Collections.Immutable;

namespace FfiIsolation;

/// <summary>Reads a block of declarations of C17 with GCC's attributes.</summary>
internal sealed class DeclarationsParser
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly LinkageReader _linkage = new();
    private readonly ImmutableArray<Prototype>.Builder _functions;
    private readonly ImmutableArray<DeclaredVariable>.Builder _variables;

    private DeclarationsParser(ParserScope scope, Declarations known)
    {
        _scope = scope;
        _reader = scope.Reader;
        _functions = known.Functions.ToBuilder();
        _variables = known.Variables.ToBuilder();
    }

    private DeclarationsParser(DeclarationsParser root, TokenReader reader)
    {
        _scope = root._scope.Over(reader);
        _reader = reader;
        _functions = root._functions;
        _variables = root._variables;
    }

    public static Declarations Parse(string text, DataModel model, Declarations known)
    {
        var parser = new DeclarationsParser(new ParserScope(Open(text), model, known.Names, isBlock: true), known);
        parser.ReadAll();
        return parser.Result(text);
    }

    /// <summary>Reads texts one after the other as one block: what one declares, those behind it know. A text that is refused costs itself alone; a struct that it began stays without a definition.</summary>
    /// <param name="texts">Whole declarations.</param>
    /// <param name="refused">Gets the index of a text that is refused, and why.</param>
    public static Declarations ParseEach(IReadOnlyList<string> texts, DataModel model, Action<int, PrototypeException> refused)
    {
        var root = new DeclarationsParser(new ParserScope(new TokenReader(new SourceText("")), model, null, isBlock: true), Declarations.Empty);
        for (int i = 0; i < texts.Count; i++)
        {
            try
            {
                // From the root each time: what is refused leaves its own scope somewhere within.
                new DeclarationsParser(root, Open(texts[i])).ReadAll();
            }
            catch (PrototypeException error)
            {
                refused(i, error);
            }
        }

        return root.Result("");
    }

    private static TokenReader Open(string text)
    {
        var source = new SourceText(text);
        return text.Length <= PrototypeLimits.MaximumDeclarationsLength ? new TokenReader(source, new PackPragmas())
            : throw source.Error(Math.Min(PrototypeLimits.MaximumDeclarationsLength, source.Text.Length), 1,
                $"the text is longer than {PrototypeLimits.MaximumDeclarationsLength} characters", "fewer declarations at a time");
    }

    private void ReadAll()
    {
        while (_reader.Current.Kind != TokenKind.End)
        {
            ReadDeclaration();
        }
    }

    private Declarations Result(string text) => new(text, _scope.Names, _functions.ToImmutable(), _variables.ToImmutable());

    private void ReadDeclaration()
    {
        if (_reader.TryTake(";") || StaticAssertion.TryRead(_scope) || _linkage.TryRead(_reader))
        {
            return;
        }

        Token first = _reader.Current;
        _scope.Features.Clear();
        var attributes = new List<AttributeUse>();
        Specifiers specifiers = SpecifierParser.Read(_scope, attributes, DeclarationPlace.Block);
        if (specifiers.Type is OpaqueType { Tag: TagKind.None } && _reader.Current.Is("("))
        {
            throw _reader.Error(specifiers.TypeToken, $"the return type is missing in front of {specifiers.TypeToken.Found}", "a type; write 'void' if nothing is returned");
        }

        if (_reader.Current.Is(";"))
        {
            ReadTagAlone(specifiers, attributes);
            return;
        }

        int ofSpecifiers = _scope.Features.Count;
        while (true)
        {
            ReadDeclarator(specifiers, attributes, first);
            if (!_reader.TryTake(","))
            {
                break;
            }

            _scope.Features.RemoveRange(ofSpecifiers, _scope.Features.Count - ofSpecifiers);
        }

        ReadEnd();
    }

    private void ReadTagAlone(Specifiers specifiers, List<AttributeUse> attributes)
    {
        if (!specifiers.IsTag || specifiers.IsTypedef)
        {
            throw _reader.Unexpected(specifiers.IsTypedef ? "the name of the typedef" : "the name of a function or variable");
        }

        RecordAttributes.ExpectIgnored(_reader, attributes, "a type");
        _reader.Take();
    }

    private void ReadDeclarator(Specifiers specifiers, List<AttributeUse> shared, Token first)
    {
        var attributes = new List<AttributeUse>(shared);
        Declarator declarator = DeclaratorParser.Read(_scope, attributes, DeclarationPlace.Block);
        AttributeParser.ReadAll(_reader, attributes);
        if (declarator.Name is not { } name)
        {
            throw _reader.Unexpected("a name");
        }

        if (specifiers.IsTypedef)
        {
            TypedefReader.Read(_scope, specifiers, declarator, attributes);
            return;
        }

        // The end of the declaration is where the next token begins, without what stands between.
        string source = _reader.Source.Text.Substring(first.Offset, _reader.Current.Offset - first.Offset).TrimEnd();
        if (declarator.Derivations.Count > 0 && declarator.Derivations[0].Kind == DerivationKind.Function)
        {
            AddFunction(FunctionReader.Finish(_scope, specifiers, declarator, attributes, source), name);
            return;
        }

        CType type = declarator.Apply(_scope, specifiers, 0, out TypeQualifiers qualifiers);
        if (type is FunctionType)
        {
            throw _reader.Error(name, $"'{name.Text}' gets its parameters from a typedef", "the parameters written out");
        }

        AddVariable(type, qualifiers, specifiers, attributes, name);
    }

    private void AddFunction(Prototype function, Token name)
    {
        if (_scope.Names.Functions.TryGetValue(name.Text, out Prototype? before))
        {
            // Headers repeat themselves; the first declaration stays.
            if (!before.Type.IsCompatibleWith(function.Type))
            {
                throw _reader.Error(name, $"'{name.Text}' is declared before as '{before}'", "the same declaration again, or another name");
            }

            return;
        }

        CheckFree(name, _scope.Names.Functions.Count);
        _scope.Names.Functions.Add(name.Text, function);
        _functions.Add(function);
    }

    private void AddVariable(CType type, TypeQualifiers qualifiers, Specifiers specifiers, List<AttributeUse> attributes, Token name)
    {
        if (type is VoidType)
        {
            throw _reader.Error(specifiers.TypeToken, "a variable cannot be void", "a type, or '(' and the parameters of a function");
        }

        if (SpecifierParser.ByValueError(_scope, type is ArrayType array ? array.Element : type, specifiers.TypeToken) is { } error)
        {
            throw error;
        }

        type = FunctionConvention.Apply(_scope, attributes, type);
        attributes.RemoveAll(use => AttributeNames.IsOfFunctions(use.Name));
        RecordAttributes.IsPacked(_scope, attributes, "a variable");
        var variable = new DeclaredVariable(name.Text, type, qualifiers);
        if (_scope.Names.Variables.TryGetValue(name.Text, out DeclaredVariable? before))
        {
            if (!before.Type.IsCompatibleWith(type) || before.Qualifiers != qualifiers)
            {
                throw _reader.Error(name, $"'{name.Text}' is declared before as '{before}'", "the same declaration again, or another name");
            }

            return;
        }

        CheckFree(name, _scope.Names.Variables.Count);
        _scope.Names.Variables.Add(name.Text, variable);
        _variables.Add(variable);
    }

    private void CheckFree(Token name, int count)
    {
        if (_scope.Names.KindOf(name.Text) is { } kind)
        {
            throw _reader.Error(name, $"'{name.Text}' is declared before, as {kind}", "another name");
        }

        if (count == PrototypeLimits.MaximumDeclarations)
        {
            throw _reader.Error(name, $"more than {PrototypeLimits.MaximumDeclarations} declarations", $"at most {PrototypeLimits.MaximumDeclarations}");
        }
    }

    private void ReadEnd()
    {
        const string Expected = "';', ',' or '__attribute__'";
        Token token = _reader.Current;
        if (token.Kind == TokenKind.Identifier)
        {
            throw ForeignSyntax.AtEnd(_reader, token, Expected);
        }

        if (token.Is("{"))
        {
            throw _reader.Error(token, "the function's body is not wanted", Expected);
        }

        if (token.Is("="))
        {
            throw _reader.Error(token, "a variable's initial value is not wanted", Expected);
        }

        _reader.Expect(";", Expected);
    }
}
