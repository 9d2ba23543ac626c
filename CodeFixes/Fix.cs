// What all code fixes do: find the node that a diagnostic is about, and put another in its place.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FfiIsolation.Generator.CodeFixes;

internal static class Fix
{
    /// <summary>Offers to replace the nearest node of a kind around each diagnostic.</summary>
    /// <param name="replace">The new node; null where there is nothing to offer.</param>
    public static async Task OfferAsync<TNode>(CodeFixContext context, Func<Diagnostic, TNode, (string Title, SyntaxNode Node)?> replace)
        where TNode : SyntaxNode
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            TNode? node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<TNode>();
            if (node is not null && replace(diagnostic, node) is { } fix)
            {
                Document fixedDocument = context.Document.WithSyntaxRoot(root.ReplaceNode(node, fix.Node));
                context.RegisterCodeFix(CodeAction.Create(fix.Title, _ => Task.FromResult(fixedDocument), fix.Title), diagnostic);
            }
        }
    }

    /// <summary>What the diagnostic says would be right.</summary>
    public static string? ReplacementOf(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(Diagnostics.Rules.Replacement, out string? replacement) ? replacement : null;
}
