using System.Reflection;
using System.Runtime.Loader;
using FfiIsolation.GeneratorTests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>A binding, compiled with the generator and code that uses it.</summary>
internal static class BoundProgram
{
    /// <summary>Compiles both, without an error or warning of the compiler or of ours, and runs <c>Use.Run(host)</c>.</summary>
    /// <param name="binding">What <c>ffi bind</c> wrote.</param>
    /// <param name="use">The statements of <c>Run</c>, which have a <c>host</c> and give lines to <c>say</c>.</param>
    /// <returns>What was said.</returns>
    public static async Task<string[]> RunAsync(string binding, string use)
    {
        string code = $$"""
            using System.Collections.Generic;
            using System.Text;
            using Bindings;
            public static class Use
            {
                public static void Run(NativeHost host, Action<object?> say)
                {
            {{use}}
                }
            }
            """;
        Compilation compiled = Compiler.Compile(binding, code);
        Compiler.Driver().RunGeneratorsAndUpdateCompilation(compiled, out Compilation output, out _);
        var told = (await output.WithAnalyzers(Compiler.Analyzers).GetAnalyzerDiagnosticsAsync()).Concat(output.GetDiagnostics()).Where(one => one.Severity >= DiagnosticSeverity.Warning);
        Assert.True(!told.Any(), string.Join('\n', told.Take(20)));

        var lines = new List<string>();
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { Spares = 0 });
        var run = Load(output).GetType("Use")!.GetMethod("Run")!.CreateDelegate<Action<NativeHost, Action<object?>>>();
        run(host, value => lines.Add(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "null"));
        return [.. lines];
    }

    /// <summary>What compiles without an error, loaded.</summary>
    public static Assembly Load(Compilation compiled)
    {
        using var assembly = new MemoryStream();
        EmitResult emitted = compiled.Emit(assembly);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Take(20)));
        assembly.Position = 0;
        return new AssemblyLoadContext("binding", isCollectible: true).LoadFromStream(assembly);
    }
}
