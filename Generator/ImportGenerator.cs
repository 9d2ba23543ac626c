using System.Text;
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Reading;
using FfiIsolation.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator;

/// <summary>Writes the static methods that <c>[IsolatedImport]</c> marks. What is wrong with them the analyzer tells, but for what has no body at all.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ImportGenerator : IIncrementalGenerator
{
    /// <summary>The step whose outputs tell whether anything was generated anew.</summary>
    internal const string Files = nameof(Files);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<GeneratedFile> files = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.IsolatedImport,
                static (node, _) => node is MethodDeclarationSyntax,
                static (found, token) => Read((IMethodSymbol)found.TargetSymbol, token))
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
            .WithTrackingName(Files);
        IncrementalValuesProvider<Diagnostic?> refused = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.IsolatedImport, static (node, _) => node is MethodDeclarationSyntax, static (found, _) => Refuse((IMethodSymbol)found.TargetSymbol))
            .Where(static diagnostic => diagnostic is not null);
        context.RegisterSourceOutput(refused, static (output, diagnostic) => output.ReportDiagnostic(diagnostic!));
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.Name, Microsoft.CodeAnalysis.Text.SourceText.From(file.Source, Encoding.UTF8)));
    }

    private static Diagnostic? Refuse(IMethodSymbol method) =>
        method.IsPartialDefinition && ImportReader.WhyNotWritten(method) is { } why ? Diagnostic.Create(Rules.Import, Mistakes.Of(method), method.Name, why) : null;

    /// <summary>The file for all imports of a class, from the first of them.</summary>
    private static GeneratedFile? Read(IMethodSymbol method, CancellationToken cancellationToken)
    {
        INamedTypeSymbol type = method.ContainingType;
        if (!SymbolEqualityComparer.Default.Equals(ImportReader.ImportsOf(type).FirstOrDefault(), method))
        {
            return null;
        }

        IReadOnlyList<ImportModel> imports = ImportReader.Read(type, new Mistakes(), out string? declarations, cancellationToken);
        return ImportWriter.Write(type, imports, declarations);
    }
}
