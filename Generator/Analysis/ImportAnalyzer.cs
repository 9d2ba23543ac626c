using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiIsolation.Generator.Analysis;

/// <summary>Tells what is wrong with static imports, and which could be isolated.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ImportAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.Prototype, Rules.Declarations, Rules.Arity, Rules.Parameter, Rules.Result, Rules.MissingOut, Rules.Direction, Rules.WritableText, Rules.TextOwnership, Rules.HandleOwnership,
        Rules.Layout, Rules.NotAsynchronous, Rules.Cancellation, Rules.Variadic, Rules.Delegate, Rules.Setting, Rules.Import, Rules.ImportType, Rules.CanBeIsolated, Rules.Ownership,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
        context.RegisterSymbolAction(AnalyzeMethod, SymbolKind.Method);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!ImportReader.ImportsOf(type).Any())
        {
            return;
        }

        var mistakes = new Mistakes();
        ImportReader.Read(type, mistakes, out _, context.CancellationToken);
        foreach (Diagnostic diagnostic in mistakes.All)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.IsStatic && (method.GetDllImportData() is not null || Symbols.Attribute(method.GetAttributes(), KnownNames.LibraryImport) is not null)
            && method.PartialDefinitionPart is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.CanBeIsolated, Mistakes.Of(method), method.Name));
        }
    }
}
