using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiIsolation.Generator.Analysis;

/// <summary>Tells what does not fit between the methods of <c>[NativeLibrary]</c> interfaces and their C prototypes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProxyAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.Prototype, Rules.Declarations, Rules.Arity, Rules.Parameter, Rules.Result, Rules.MissingOut, Rules.Direction, Rules.WritableText, Rules.TextOwnership, Rules.HandleOwnership,
        Rules.Layout, Rules.NotAsynchronous, Rules.Cancellation, Rules.Variadic, Rules.Delegate, Rules.Interface, Rules.NoPrototype, Rules.Setting, Rules.Ownership,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Interface || Symbols.Attribute(type.GetAttributes(), KnownNames.NativeLibrary) is null)
        {
            return;
        }

        var mistakes = new Mistakes();
        InterfaceReader.Read(type, mistakes, context.CancellationToken);
        foreach (Diagnostic diagnostic in mistakes.All)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
