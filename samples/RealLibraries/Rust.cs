// A library in Rust, compiled here and now, so that its path is known at run time only: called by prototypes, without a typed proxy.
using System.Diagnostics;

namespace FfiIsolation.Samples.RealLibraries;

internal static class Rust
{
    private const string Header = """
        struct summary { double mean; double median; };
        struct summary summarize(const double *values, size_t count);
        void reversed_free(char *text);
        char *reversed(const char *text) __attribute__((malloc(reversed_free)));
        """;

    public static void Run(NativeHost host, string folder)
    {
        IsolatedLibrary library = host.Load(Compile(folder), Header);
        NativeFunction summarize = library.Function("summarize"), reversed = library.Function("reversed");
        Step.Is("mean and median", "{4, 3}", summarize.Invoke(NativeBuffer.In(1.0, 9.0, 2.0, 5.0, 3.0), 5).Struct!.ToString());
        Step.Is("a text, freed by Rust", "ßüräG", reversed.Invoke("Gärüß").Text);
        Step.Crashes("the median of nothing", () => summarize.Invoke(NativeBuffer.In<double>(), 0));
        Step.Is("and the next", "cba", reversed.Invoke("abc").Text);
    }

    private static string Compile(string folder)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "rust", "statistics.rs"), library = Path.Combine(folder, "libstatistics.so");
        string compiler = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, "rustc"))
            .FirstOrDefault(file => File.Exists(file) && Start(file, "--version") == 0) ?? throw new NotOnThisMachineException("There is no rustc on the PATH to compile the library with.");
        Step.Is("rustc", 0, Start(compiler, "--edition", "2021", "--crate-type", "cdylib", "-C", "panic=abort", "-o", library, source));
        return library;
    }

    private static int Start(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
