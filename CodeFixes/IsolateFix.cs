using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiIsolation.Generator.CodeFixes;

/// <summary>Makes an isolated import of a <c>[DllImport]</c> or <c>[LibraryImport]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class IsolateFix : CodeFixProvider
{
    private const string Title = "Make its calls in a worker: [IsolatedImport]";

    /// <summary>What both have. Of the rest of [DllImport], nothing changes how a C function is called here.</summary>
    private static readonly string[] s_kept = ["EntryPoint", "SetLastError", "StringMarshalling"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.CanBeIsolated.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null; // one after the other, since all change the file's usings

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (CompilationUnitSyntax)(await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        SemanticModel model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            MethodDeclarationSyntax? method = root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>();
            AttributeSyntax? attribute = method?.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(attribute => IsImport(model, attribute));
            if (method is not null && attribute is not null)
            {
                Document fixedDocument = context.Document.WithSyntaxRoot(Apply(root, method, attribute, EnumOf(model, method)));
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(fixedDocument), Title), diagnostic);
            }
        }
    }

    private static bool IsImport(SemanticModel model, AttributeSyntax attribute) =>
        model.GetTypeInfo(attribute).Type is { } type && Symbols.IsOneOf(type, KnownNames.DllImport, KnownNames.LibraryImport);

    /// <summary>The enum's name as it is understood there: what names the attribute in full need have no using for it.</summary>
    private static string EnumOf(SemanticModel model, MethodDeclarationSyntax method) =>
        (model.LookupNamespacesAndTypes(method.SpanStart, name: "StringMarshalling").IsEmpty ? "System.Runtime.InteropServices." : "") + "StringMarshalling";

    private static CompilationUnitSyntax Apply(CompilationUnitSyntax root, MethodDeclarationSyntax method, AttributeSyntax attribute, string marshalling)
    {
        MethodDeclarationSyntax changed = method.ReplaceNode(attribute, Isolated(attribute, method, marshalling));
        int external = changed.Modifiers.IndexOf(SyntaxKind.ExternKeyword);
        if (external >= 0)
        {
            SyntaxTokenList others = changed.Modifiers.RemoveAt(external);
            if (!others.Any(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.PrivateKeyword))
            {
                // A partial method that returns something has to say what goes without saying elsewhere.
                SyntaxTriviaList leading = others.FirstOrDefault().LeadingTrivia;
                others = others.Count == 0 ? others : others.Replace(others[0], others[0].WithLeadingTrivia());
                others = others.Insert(0, SyntaxFactory.Token(SyntaxKind.PrivateKeyword).WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.Space));
            }

            changed = changed.WithModifiers(others.Add(SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space)));
        }

        // The method's own type and those around it have to be partial for the generator to add to them.
        SyntaxNode[] types = [.. method.Ancestors().OfType<TypeDeclarationSyntax>().Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword))];
        root = root.ReplaceNodes(types.Append(method), (old, current) => old == method ? changed : MakePartial((TypeDeclarationSyntax)current));
        return AddUsing(root, "FfiIsolation");
    }

    private static AttributeSyntax Isolated(AttributeSyntax attribute, MethodDeclarationSyntax method, string marshalling)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList!.Arguments;
        List<AttributeArgumentSyntax> kept = [.. arguments.Where((argument, i) => i == 0 || s_kept.Contains(argument.NameEquals?.Name.Identifier.ValueText))];
        bool isWide = arguments.Any(argument => argument.NameEquals?.Name.Identifier.ValueText == "CharSet" && argument.Expression.ToString().EndsWith("Unicode", StringComparison.Ordinal));
        bool hasText = method.ParameterList.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).Any(type => type?.ToString().TrimEnd('?') is "string" or "String");
        if (hasText && !kept.Any(argument => argument.NameEquals?.Name.Identifier.ValueText == "StringMarshalling"))
        {
            // What [DllImport] does on Linux without a word.
            kept.Add(((CompilationUnitSyntax)SyntaxFactory.ParseSyntaxTree($"[A(StringMarshalling = {marshalling}.{(isWide ? "Utf16" : "Utf8")})] class C;").GetRoot())
                .DescendantNodes().OfType<AttributeArgumentSyntax>().First());
        }

        return attribute.WithName(SyntaxFactory.ParseName("IsolatedImport")).WithArgumentList(SyntaxFactory.ParseAttributeArgumentList($"({string.Join(", ", kept)})"));
    }

    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return type.Modifiers.Count > 0
            ? type.WithModifiers(type.Modifiers.Add(partial))
            : type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers([partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)]);
    }

    private static CompilationUnitSyntax AddUsing(CompilationUnitSyntax root, string name) => root.Usings.Any(use => use.Name?.ToString() == name)
        ? root
        : root.WithUsings(root.Usings.Insert(0, SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name).WithLeadingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(SyntaxFactory.LineFeed)));
}
