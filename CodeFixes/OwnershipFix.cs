using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.CodeFixes;

/// <summary>Says who frees the text that a function returns: nobody, or the caller.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class OwnershipFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.TextOwnership.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null; // each function has its own answer

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await Fix.OfferAsync<MethodDeclarationSyntax>(context, static (_, method) => ("The library keeps it: [return: Borrowed]", With(method, "Borrowed"))).ConfigureAwait(false);
        await Fix.OfferAsync<MethodDeclarationSyntax>(context, static (_, method) => ("The caller owns it: [return: FreedBy(\"free\")]", With(method, "FreedBy(\"free\")"))).ConfigureAwait(false);
    }

    private static MethodDeclarationSyntax With(MethodDeclarationSyntax method, string attribute)
    {
        AttributeListSyntax list = ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[return: {attribute}] void M();")!).AttributeLists[0];
        return method.WithAttributeLists(method.AttributeLists.Add(list.WithTrailingTrivia(method.AttributeLists.Last().GetTrailingTrivia())));
    }
}
