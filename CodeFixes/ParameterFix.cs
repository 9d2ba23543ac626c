using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.CodeFixes;

/// <summary>Gives a parameter the type that its C declaration asks for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ParameterFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Rules.Parameter.Id, Rules.MissingOut.Id, Rules.Direction.Id, Rules.WritableText.Id, Rules.NotAsynchronous.Id, Rules.Delegate.Id, Rules.ImportType.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Fix.OfferAsync<ParameterSyntax>(context, static (diagnostic, parameter) =>
        Fix.ReplacementOf(diagnostic) is { } type
        && SyntaxFactory.ParseParameterList($"({type} {parameter.Identifier.Text})").Parameters is [var right]
            ? ($"Take {type}", right.WithAttributeLists(parameter.AttributeLists).WithIdentifier(parameter.Identifier).WithDefault(parameter.Default).WithTriviaFrom(parameter))
            : null);
}
