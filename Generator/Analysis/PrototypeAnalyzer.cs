using System.Collections.Immutable;
using FfiIsolation.Generator.Diagnostics;
using FfiIsolation.Generator.Matching;
using FfiIsolation.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiIsolation.Generator.Analysis;

/// <summary>Finds prototypes in an interface that no method follows, and says the method that would.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PrototypeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoMethod, Rules.Prototype];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.IncompleteMember);
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var member = (IncompleteMemberSyntax)context.Node;
        AttributeSyntax? attribute = member.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(IsFunction);
        if (attribute?.ArgumentList?.Arguments.FirstOrDefault()?.Expression is not { } expression
            || context.SemanticModel.GetConstantValue(expression, context.CancellationToken) is not { Value: string text }
            || member.Parent is not InterfaceDeclarationSyntax parent || context.SemanticModel.GetDeclaredSymbol(parent, context.CancellationToken) is not { } type)
        {
            return;
        }

        try
        {
            Declarations declarations = CText.ReadDeclarations(type, new Mistakes(), out _) ?? Declarations.Empty;
            string method = Suggestion.OfMethod(Prototype.Parse(text, declarations));
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.NoMethod, attribute.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Rules.Replacement, method), method));
        }
        catch (PrototypeException e)
        {
            // The author's C is wrong, which is what the diagnostic says.
            context.ReportDiagnostic(Diagnostic.Create(Rules.Prototype, TextMap.LocationOf(expression, e), e.Problem, e.Expected));
        }
    }

    private static bool IsFunction(AttributeSyntax attribute) =>
        (attribute.Name as QualifiedNameSyntax)?.Right.Identifier.ValueText is "NativeFunction" or "NativeFunctionAttribute"
        || (attribute.Name as SimpleNameSyntax)?.Identifier.ValueText is "NativeFunction" or "NativeFunctionAttribute";
}
