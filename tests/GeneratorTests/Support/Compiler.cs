extern alias generator;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiIsolation.GeneratorTests.Support;

/// <summary>Compiles C# as an application would that references the host's library, with the generator and its analyzers.</summary>
internal static class Compiler
{
    private const string Usings = "global using System; global using System.Threading; global using System.Threading.Tasks; global using System.Runtime.InteropServices; global using FfiIsolation;";

    private static readonly string[] s_own = ["FfiIsolation", "FfiIsolation.Contracts", "Polly.Core", "Microsoft.Extensions.Logging.Abstractions"];

    private static readonly CSharpParseOptions s_options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    public static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Where(IsReferenced).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>All analyzers of the generator's assembly.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [.. typeof(generator::FfiIsolation.Generator.ProxyGenerator).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Application",
        [.. sources.Append(Usings).Select((source, i) => CSharpSyntaxTree.ParseText(source, s_options, $"Source{i}.cs"))],
        References,
        new CSharpCompilationOptions(
            sources.Any(source => source.Contains("NativeHost.Start()")) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new generator::FfiIsolation.Generator.ProxyGenerator().AsSourceGenerator(), new generator::FfiIsolation.Generator.ImportGenerator().AsSourceGenerator()],
        parseOptions: s_options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What is generated for a source, which compiles with it.</summary>
    public static string Generate(string source)
    {
        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(Compile(source), out Compilation output, out _);
        string wrong = string.Join('\n', output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.True(wrong.Length == 0, wrong);
        return Assert.Single(driver.GetRunResult().GeneratedTrees).ToString();
    }

    /// <summary>What compiler, generator and analyzers say of a source with what is generated for it.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(string source)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(source), out Compilation output, out ImmutableArray<Diagnostic> told);
        ImmutableArray<Diagnostic> ours = await output.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        return [.. ours.Concat(told).Concat(output.GetDiagnostics()).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    private static bool IsReferenced(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name is "mscorlib" or "netstandard" || name.StartsWith("System.", StringComparison.Ordinal) || s_own.Contains(name);
    }
}
