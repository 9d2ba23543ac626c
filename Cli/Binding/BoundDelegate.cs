namespace FfiIsolation.Cli.Binding;

/// <summary>A function type of C as a delegate.</summary>
/// <param name="Name">Of the delegate.</param>
/// <param name="Result">Its result.</param>
/// <param name="Arguments">Its parameters: C's name, own name, type with its modifier.</param>
/// <param name="CName">What C calls it; empty where it does not.</param>
internal sealed record BoundDelegate(string Name, string Result, IReadOnlyList<(string C, string Own, string Type)> Arguments, string CName)
{
    /// <summary>What a delegate may have: the host's delegates end there.</summary>
    private const int MostParameters = 6;

    /// <summary>Whether C names it, or one of its parameters.</summary>
    public bool HasNames { get; init; }

    /// <summary>The delegate of System that it is; null where it passes something by reference.</summary>
    public string? OfSystem
    {
        get
        {
            string[] types = [.. Arguments.Select(argument => argument.Type), .. Result == "void" ? [] : (string[])[Result]];
            string name = Result == "void" ? "Action" : "Func";
            return types.Any(type => type.StartsWith("in ", StringComparison.Ordinal)) ? null : types.Length == 0 ? name : $"{name}<{string.Join(", ", types)}>";
        }
    }

    public string Parameters => string.Join(", ", Arguments.Select(argument => $"{argument.Type} {argument.Own}"));

    /// <returns>Null where no delegate can be it: it is variadic, or has more parameters, or a type that no .NET type is.</returns>
    /// <param name="name">Of the delegate.</param>
    /// <param name="typedef">What C calls it; null for nothing.</param>
    /// <param name="parameterNames">Those of the typedef, where it has them.</param>
    public static BoundDelegate? TryMake(BoundTypes types, FunctionType function, string name, string? typedef, IReadOnlyList<string> parameterNames)
    {
        if (function.IsVariadic || function.Parameters.Length > MostParameters)
        {
            return null;
        }

        if ((function.ReturnType is VoidType ? "void" : TypeOf(types, function.ReturnType, isResult: true)) is not { } result)
        {
            return null;
        }

        bool hasNames = typedef is not null;
        var names = new NameSpace();
        var arguments = new List<(string, string, string)>();
        foreach (Parameter parameter in function.Parameters)
        {
            string? given = parameter.Name ?? (parameterNames.ElementAtOrDefault(parameter.Index) is { Length: > 0 } own ? own : null);
            string c = given ?? $"argument{parameter.Index + 1}";
            hasNames |= given is not null;
            if (TypeOf(types, parameter.Type, isResult: false) is not { } type)
            {
                return null;
            }

            arguments.Add((c, names.Take(CSharpNames.Camel(c)), type));
        }

        return new(name, result, arguments, typedef ?? "") { HasNames = hasNames };
    }

    public void Write(CodeWriter code, DocComment comment)
    {
        comment.Write(code, [.. Arguments.Select(argument => (argument.C, argument.Own))]);
        code.Line($"public delegate {Result} {Name}({Parameters});{(CName.Length == 0 ? "" : " // " + CName)}");
    }

    private static string? TypeOf(BoundTypes types, CType type, bool isResult) => type switch
    {
        PointerType { Pointee: IntegerType { Kind: IntegerKind.Char } } text when !isResult && text.PointsAtConst => "string?",

        // What is only read comes along with the call.
        PointerType { Pointee: RecordType { IsComplete: true } record } pointer when !isResult && pointer.PointsAtConst
            && types.Record(record) is { WhyNot: null, IsInPlace: false } own => $"in {own.Name}",
        PointerType => "NativePointer",
        RecordType { IsComplete: true } record => types.Record(record) is { WhyNot: null } own ? own.Name : "NativeStruct",
        _ => types.Number(type),
    };
}
