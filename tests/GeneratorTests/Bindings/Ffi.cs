using System.Collections.Concurrent;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>The <c>ffi</c> command, with what it needs to find native/shapes.</summary>
internal static class Ffi
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<SampleProgram>>> s_bound = new(StringComparer.Ordinal);

    public static string Shapes => Repository.PathOf("native/shapes");

    public static string Odd => Repository.PathOf("tests/GeneratorTests/Bindings/odd.h");

    public static Task<SampleProgram> RunAsync(params string[] arguments) =>
        SampleProgram.RunAsync("Cli", "ffi", new() { ["LD_LIBRARY_PATH"] = AppContext.BaseDirectory, ["NO_COLOR"] = "1" }, arguments);

    /// <summary>What <c>ffi bind</c> writes, once for the same arguments; the test is skipped where libclang or the header is missing.</summary>
    public static async Task<SampleProgram> BindAsync(params string[] arguments)
    {
        SampleProgram run = await s_bound.GetOrAdd(string.Join('\n', arguments), _ => new(() => RunAsync(["bind", .. arguments]))).Value;
        SkipWhere(run, "libclang, which is not here");
        SkipWhere(run, "there is no header");
        Assert.True(run.Status == 0, run.Error);
        return run;
    }

    public static void SkipWhere(SampleProgram run, string missing) => Assert.SkipWhen(run.Status != 0 && run.Error.Contains(missing, StringComparison.Ordinal), run.Error);
}
