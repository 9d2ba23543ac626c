using System.Text;
using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiIsolation.GeneratorTests.Generated;

public sealed class IncrementalTests
{
    private const string Interface = "[NativeLibrary(\"m\")] public partial interface IMath { [NativeFunction(\"double cos(double x)\")] double Cos(double x); }";
    private const string Import = "static partial class Native { [IsolatedImport(\"c\")] internal static partial int getpid(); [IsolatedImport(\"c\")] internal static partial int getppid(); }";

    [Theory]
    [InlineData("public class Elsewhere { }", "public class Elsewhere { public int Member; }")]
    [InlineData("public class Elsewhere { }", "public class Another { void M() { int x = 1; } }")]
    public void An_unrelated_edit_generates_nothing(string before, string after)
    {
        CSharpCompilation compilation = Compiler.Compile(Interface, Import, before);
        GeneratorDriver driver = Compiler.Driver().RunGenerators(compilation);
        SyntaxTree old = compilation.SyntaxTrees[2];
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(after, (CSharpParseOptions)old.Options, old.FilePath)));
        Assert.All(StepsOf(driver), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        Assert.All(OutputsOf(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.Equal(2, driver.GetRunResult().GeneratedTrees.Length);
    }

    [Fact]
    public void A_comment_in_the_interface_generates_nothing() =>
        Assert.All(OutputsOf(Edited(Interface.Replace("double Cos", "/* the cosine */ double Cos"))), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));

    [Fact]
    public void Another_prototype_generates_its_file_alone() =>
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], OutputsOf(Edited(Interface.Replace("double cos(", "double sin("))));

    /// <summary>How long it takes is measured in a build, and stands in docs/typed-proxies.md.</summary>
    [Fact]
    public async Task Two_hundred_functions_are_generated_and_bear_the_analyzers()
    {
        var source = new StringBuilder("[NativeLibrary(\"m\")] public partial interface IMany {");
        for (int i = 0; i < 200; i++)
        {
            source.Append($"[NativeFunction(\"int f{i}(const char *text, int *result, const unsigned char *data, size_t length, int (*compare)(const void *, const void *))\")]")
                .Append($"int F{i}(string text, out int result, ReadOnlySpan<byte> data, nuint length, Func<nint, nint, int> compare);");
        }

        CSharpCompilation compilation = Compiler.Compile(source.Append('}').ToString());
        GeneratorDriver driver = Compiler.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Assert.Empty(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(200, Assert.Single(driver.GetRunResult().GeneratedTrees).ToString().Split("Call<int>(").Length - 1);
        Assert.Empty(await output.WithAnalyzers(Compiler.Analyzers).GetAnalyzerDiagnosticsAsync());
    }

    private static GeneratorDriver Edited(string source)
    {
        CSharpCompilation compilation = Compiler.Compile(Interface, Import);
        GeneratorDriver driver = Compiler.Driver().RunGenerators(compilation);
        SyntaxTree old = compilation.SyntaxTrees[0];
        return driver.RunGenerators(compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(source, (CSharpParseOptions)old.Options, old.FilePath)));
    }

    private static IEnumerable<IncrementalStepRunReason> StepsOf(GeneratorDriver driver) => driver.GetRunResult().Results
        .SelectMany(result => result.TrackedSteps["Files"]).SelectMany(step => step.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputsOf(GeneratorDriver driver) => driver.GetRunResult().Results
        .SelectMany(result => result.TrackedOutputSteps.Values).SelectMany(steps => steps).SelectMany(step => step.Outputs).Select(output => output.Reason);
}
