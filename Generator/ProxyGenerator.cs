using System.Text;
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Reading;
using FfiIsolation.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;


namespace FfiIsolation.Generator;

/// <summary>Implements the interfaces that <c>[NativeLibrary]</c> marks. What is wrong with them the analyzer tells.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProxyGenerator : IIncrementalGenerator
{
    /// <summary>The step whose outputs tell whether anything was generated anew.</summary>
    internal const string Files = nameof(Files);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<GeneratedFile> files = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.NativeLibrary,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (found, token) => InterfaceReader.Read((INamedTypeSymbol)found.TargetSymbol, new Mistakes(), token) is { } model ? ProxyWriter.Write(model) : null)
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
            .WithTrackingName(Files);
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.Name, Microsoft.CodeAnalysis.Text.SourceText.From(file.Source, Encoding.UTF8)));
    }
}
