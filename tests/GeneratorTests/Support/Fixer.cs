using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiIsolation.GeneratorTests.Support;

/// <summary>Applies a code fix as an editor does.</summary>
internal static class Fixer
{
    /// <returns>The source after the fix of its only diagnostic of that id.</returns>
    /// <param name="choice">Which of the fixes that are offered.</param>
    /// <param name="hasInteropServices">Whether the namespace of the imports is used everywhere.</param>
    public static async Task<string> ApplyAsync(CodeFixProvider fix, string source, string id, int choice = 0, bool hasInteropServices = true)
    {
        using var workspace = new AdhocWorkspace();
        CSharpCompilation compilation = Compiler.Compile(source);
        Solution solution = workspace.CurrentSolution;
        ProjectId project = ProjectId.CreateNewId();
        solution = solution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Default, "Application", "Application", LanguageNames.CSharp,
            compilationOptions: compilation.Options, parseOptions: compilation.SyntaxTrees[0].Options, metadataReferences: Compiler.References));
        DocumentId document = DocumentId.CreateNewId(project);
        solution = solution.AddDocument(document, "Source.cs", source).AddDocument(DocumentId.CreateNewId(project), "Usings.cs", hasInteropServices ? compilation.SyntaxTrees[1].ToString() : compilation.SyntaxTrees[1].ToString().Replace("global using System.Runtime.InteropServices;", ""));

        Compilation compiled = (await solution.GetProject(project)!.GetCompilationAsync())!;
        ImmutableArray<Diagnostic> told = await compiled.WithAnalyzers(Compiler.Analyzers).GetAnalyzerDiagnosticsAsync();
        Diagnostic diagnostic = Assert.Single(told, diagnostic => diagnostic.Id == id);
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(solution.GetDocument(document)!, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));

        ApplyChangesOperation change = (await actions[choice].GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return (await change.ChangedSolution.GetDocument(document)!.GetTextAsync()).ToString();
    }
}
