using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace FfiIsolation.Generator.Matching;

/// <summary>The method whose parameters are matched.</summary>
internal sealed class MatchContext(IMethodSymbol method, Prototype prototype, bool isAsync, bool isImport, Mistakes mistakes)
{
    private readonly HashSet<string> _locals = new(StringComparer.Ordinal);

    public IMethodSymbol Method { get; } = method;

    public Prototype Prototype { get; } = prototype;

    public bool IsAsync { get; } = isAsync;

    /// <summary>Whether it is a static import, where an address is what .NET's own marshalling has: <c>nint</c>.</summary>
    public bool IsImport { get; } = isImport;

    public Mistakes Mistakes { get; } = mistakes;

    /// <summary>The expression by which generated code has the C declarations; null where there are none.</summary>
    public string? Declarations { get; init; }

    /// <summary>A name for a local variable of the method, once.</summary>
    public string Local(string name)
    {
        while (Method.Parameters.Any(parameter => parameter.Name == name) || !_locals.Add(name))
        {
            name = "_" + name;
        }

        return name;
    }

    /// <summary>A name that no parameter has, for something seen in one expression alone.</summary>
    public string Unique(string name)
    {
        while (Method.Parameters.Any(parameter => parameter.Name == name))
        {
            name = "_" + name;
        }

        return name;
    }

    /// <summary>A parameter whose type is not what C has.</summary>
    /// <param name="suggestion">What it would be; null for what the C declaration says of itself.</param>
    public ArgumentCode? Refuse(IParameterSymbol given, Parameter parameter, string? detail = null, DiagnosticDescriptor? rule = null, string? suggestion = null)
    {
        suggestion ??= Suggestion.OfParameter(parameter, IsAsync);
        Mistakes.Add(
            rule ?? Rules.Parameter, Mistakes.Of(given), suggestion,
            [given.Name, parameter.ToString(), detail ?? ScalarTypes.Describe(parameter.Type), suggestion, Symbols.ShortName(given)]);
        return null;
    }
}
