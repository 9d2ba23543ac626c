using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.CodeFixes;

/// <summary>Gives a method the result or the parameters that its C prototype asks for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SignatureFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Arity.Id, Rules.Result.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Fix.OfferAsync<MethodDeclarationSyntax>(context, static (diagnostic, method) =>
        Fix.ReplacementOf(diagnostic) is not { } right ? null
        : diagnostic.Id == Rules.Result.Id
            ? ($"Return {right}", method.WithReturnType(SyntaxFactory.ParseTypeName(right).WithTriviaFrom(method.ReturnType)))
            : ($"Take ({right})", method.WithParameterList(SyntaxFactory.ParseParameterList($"({right})").WithTriviaFrom(method.ParameterList))));
}
