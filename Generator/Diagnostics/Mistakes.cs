using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.Diagnostics;

/// <summary>What is wrong with one interface or import, in the order in which it was found.</summary>
internal sealed class Mistakes
{
    private readonly List<Diagnostic> _all = [];

    public IReadOnlyList<Diagnostic> All => _all;

    public int Errors { get; private set; }

    public void Add(DiagnosticDescriptor rule, Location? at, params object[] arguments) => Add(rule, at, replacement: null, arguments);

    /// <param name="replacement">What a code fix would write there.</param>
    public void Add(DiagnosticDescriptor rule, Location? at, string? replacement, object[] arguments)
    {
        Errors += rule.DefaultSeverity == DiagnosticSeverity.Error ? 1 : 0;
        ImmutableDictionary<string, string?> properties = replacement is null
            ? ImmutableDictionary<string, string?>.Empty
            : ImmutableDictionary<string, string?>.Empty.Add(Rules.Replacement, replacement);
        _all.Add(Diagnostic.Create(rule, at ?? Location.None, properties, arguments));
    }

    /// <summary>Where a parameter stands, with its type; its name where that is not in a source.</summary>
    public static Location? Of(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences is [var reference, ..] && reference.GetSyntax() is ParameterSyntax { Type: { } type } syntax
            ? Location.Create(syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds((syntax.Modifiers.Count > 0 ? syntax.Modifiers.Span : type.Span).Start, syntax.Identifier.Span.End))
            : Of((ISymbol)parameter);

    /// <summary>Where a method's result stands.</summary>
    public static Location? OfResult(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences is [var reference, ..] && reference.GetSyntax() is MethodDeclarationSyntax syntax ? syntax.ReturnType.GetLocation() : Of(method);

    /// <summary>Where a symbol is named.</summary>
    public static Location? Of(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource);
}
