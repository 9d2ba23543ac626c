using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.CodeFixes;

/// <summary>Makes an interface partial, so that the generator can add to it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PartialFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Interface.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Fix.OfferAsync<InterfaceDeclarationSyntax>(context, static (_, type) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword) || type.TypeParameterList is not null ? null : ($"Make {type.Identifier.Text} partial", Partial(type)));

    private static InterfaceDeclarationSyntax Partial(InterfaceDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return type.Modifiers.Count > 0
            ? type.WithModifiers(type.Modifiers.Add(partial))
            : type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers([partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)]);
    }
}
