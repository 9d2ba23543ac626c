using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary>The commands that papers show, with what they print: blocks of the language <c>console</c>, lines that begin with <c>$</c>.</summary>
internal static class ConsoleExamples
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(2);

    /// <summary>A paper where it lies: artifacts/bin/ProcessTests/release is four folders below the root.</summary>
    public static string PathOf(string paper) => Path.GetFullPath(Path.Combine("../../../..", paper), AppContext.BaseDirectory);

    /// <summary>Each command, and the lines below it.</summary>
    public static TheoryData<string, string> Read(string paper)
    {
        var examples = new TheoryData<string, string>();
        foreach (string block in File.ReadAllText(PathOf(paper)).Split("```console\n").Skip(1))
        {
            foreach (string example in ("\n" + block[..block.IndexOf("```", StringComparison.Ordinal)]).Split("\n$ ").Skip(1))
            {
                int end = example.IndexOf('\n', StringComparison.Ordinal);
                string printed = end < 0 ? "" : example[(end + 1)..];
                examples.Add(end < 0 ? example : example[..end], printed.Length == 0 || printed.EndsWith('\n') ? printed : printed + "\n");
            }
        }

        return examples;
    }

    /// <summary>Runs a command by a shell, as a reader would, with the <c>ffi</c> of this build.</summary>
    public static async Task<Result> RunAsync(string command, string? folder = null)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        start.Environment["PATH"] = AppContext.BaseDirectory + ":" + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Unexpected);
            return new Result(process.ExitCode, await output.WaitAsync(Unexpected), await error.WaitAsync(Unexpected));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{command}' did not end within {Unexpected}.");
            throw;
        }
    }

    internal sealed record Result(int Status, string Output, string Error);
}
