namespace FfiIsolation;

/// <summary>Checks the attributes of a function against its parameters and result, and applies them.</summary>
internal sealed class AttributeResolver
{
    private readonly ParserScope _scope;
    private readonly TokenReader _reader;
    private readonly List<ParameterDraft> _parameters;
    private readonly CType _returnType;
    private readonly FunctionAttributes _result = new();

    private AttributeResolver(ParserScope scope, List<ParameterDraft> parameters, CType returnType)
    {
        _scope = scope;
        _reader = scope.Reader;
        _parameters = parameters;
        _returnType = returnType;
    }

    public static FunctionAttributes Resolve(ParserScope scope, List<AttributeUse> attributes, List<ParameterDraft> parameters, CType returnType)
    {
        var resolver = new AttributeResolver(scope, parameters, returnType);
        foreach (AttributeUse use in attributes)
        {
            resolver.Apply(use);
        }

        return resolver._result;
    }

    private void Apply(AttributeUse use)
    {
        var arguments = new AttributeArguments(_reader, use);
        switch (use.Name)
        {
            case "const":
                arguments.ExpectNone();
                _result.IsConst = true;
                break;
            case "pure":
                arguments.ExpectNone();
                _result.IsPure = true;
                break;
            case "noreturn":
                arguments.ExpectNone();
                _result.IsNoReturn = true;
                break;
            case "nonnull":
                ApplyNonNull(use, arguments);
                break;
            case "malloc":
                ApplyMalloc(use, arguments);
                break;
            case "access":
                ApplyAccess(use, arguments);
                break;
            case "ownership_takes" or "ownership_holds":
                ApplyOwnership(use, arguments);
                break;
            case "ms_abi" or "sysv_abi":
                arguments.ExpectNone();
                ApplyConvention(use);
                break;
            default:
                if (!AttributeNames.IsIgnored(use.Name))
                {
                    throw AttributeNames.Refuse(_reader, use);
                }

                break;
        }
    }

    private void ApplyConvention(AttributeUse use)
    {
        CallConvention convention = use.Name == "ms_abi" ? CallConvention.Microsoft : CallConvention.SystemV;
        if (_result.Convention is { } other && other != convention)
        {
            throw _reader.Error(use.At, "'ms_abi' and 'sysv_abi' on one function", "one of them");
        }

        _result.Convention = convention;
    }

    private void ApplyNonNull(AttributeUse use, AttributeArguments arguments)
    {
        if (use.Arguments is null or { Count: 0 })
        {
            ParameterDraft[] pointers = _parameters.Where(parameter => parameter.Type is PointerType).ToArray();
            if (pointers.Length == 0)
            {
                throw _reader.Error(use.At, "'nonnull' on a function without pointer parameters", "a pointer parameter");
            }

            foreach (ParameterDraft pointer in pointers)
            {
                pointer.IsNonNull = true;
            }

            return;
        }

        do
        {
            TakePointer(arguments, "nonnull", out _).IsNonNull = true;
        }
        while (arguments.TryTakeComma());

        arguments.ExpectEnd();
    }

    private void ApplyMalloc(AttributeUse use, AttributeArguments arguments)
    {
        if (_returnType is not PointerType)
        {
            throw _reader.Error(use.At, $"'malloc' on a function that returns '{_returnType}'", "a function that returns a pointer");
        }

        _result.IsMalloc = true;
        if (use.Arguments is null or { Count: 0 })
        {
            return;
        }

        Token function = arguments.TakeIdentifier("the function that frees the result");
        int index = 0;
        if (arguments.TryTakeComma())
        {
            index = arguments.TakeIndex(PrototypeLimits.MaximumParameters, $"a parameter of '{function.Text}'", out _);
        }

        arguments.ExpectEnd();
        var deallocator = new Deallocator(function.Text, index);
        if (!_result.Deallocators.Contains(deallocator))
        {
            _result.Deallocators.Add(deallocator);
        }
    }

    private void ApplyAccess(AttributeUse use, AttributeArguments arguments)
    {
        Token word = arguments.TakeIdentifier("'read_only', 'write_only', 'read_write' or 'none'");
        AccessMode mode = word.Text.Trim('_') switch
        {
            "read_only" => AccessMode.ReadOnly,
            "write_only" => AccessMode.WriteOnly,
            "read_write" => AccessMode.ReadWrite,
            "none" => AccessMode.None,
            _ => throw _reader.Error(word, $"unknown access mode {word.Found}", "'read_only', 'write_only', 'read_write' or 'none'"),
        };
        arguments.ExpectComma("',' and the number of the pointer parameter");
        ParameterDraft pointer = TakePointer(arguments, "access", out int pointerIndex);
        int? sizeIndex = null;
        if (arguments.TryTakeComma())
        {
            sizeIndex = arguments.TakeIndex(_parameters.Count, "the parameter that holds the size", out Token at);
            if (_parameters[sizeIndex.Value].Type is not IntegerType)
            {
                throw _reader.Error(at, $"parameter {at.Text} is not an integer", "the number of the parameter that holds the size");
            }
        }

        arguments.ExpectEnd();
        if (pointer.Access is not null)
        {
            throw _reader.Error(use.At, $"a second 'access' for parameter {pointerIndex + 1}", "one for each pointer");
        }

        bool isConst = pointer.Type is PointerType { PointsAtConst: true };
        if (isConst && mode is AccessMode.WriteOnly or AccessMode.ReadWrite)
        {
            throw _reader.Error(word, $"{word.Found} contradicts the const of parameter {pointerIndex + 1}", "'read_only' or 'none', or a parameter without const");
        }

        pointer.Access = new AccessContract(mode, pointerIndex, sizeIndex);
    }

    private void ApplyOwnership(AttributeUse use, AttributeArguments arguments)
    {
        string allocatorClass = arguments.TakeIdentifier("the allocator, such as 'malloc'").Text;
        arguments.ExpectComma("',' and the number of the pointer parameter");
        do
        {
            ParameterDraft pointer = TakePointer(arguments, use.Name, out int index);
            if (pointer.Ownership is not null)
            {
                throw _reader.Error(use.At, $"a second '{use.Name}' or other owner for parameter {index + 1}", "one for each pointer");
            }

            pointer.Ownership = new OwnershipContract(allocatorClass, use.Name == "ownership_holds", index);
        }
        while (arguments.TryTakeComma());

        arguments.ExpectEnd();
    }

    private ParameterDraft TakePointer(AttributeArguments arguments, string attribute, out int index)
    {
        index = arguments.TakeIndex(_parameters.Count, "a pointer parameter", out Token at);
        ParameterDraft parameter = _parameters[index];
        return parameter.Type is PointerType
            ? parameter
            : throw _reader.Error(at, $"'{attribute}' on parameter {at.Text}, which is '{parameter.Type}'", "the number of a pointer parameter");
    }
}
