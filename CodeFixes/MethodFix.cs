using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.CodeFixes;

/// <summary>Writes the method that a prototype asks for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MethodFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.NoMethod.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Fix.OfferAsync<IncompleteMemberSyntax>(context, static (diagnostic, member) =>
        Fix.ReplacementOf(diagnostic) is { } method && SyntaxFactory.ParseMemberDeclaration($"{member.AttributeLists.ToString()} {method}") is { } right
            ? ($"Write {method}", right.WithTriviaFrom(member))
            : null);
}
