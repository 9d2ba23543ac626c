using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>A program of this solution that tests run until it ends.</summary>
internal static class SolutionProgram
{
    /// <summary>A project's executable, where it was built: artifacts/bin/PROJECT/release beside artifacts/bin/ProcessTests/release.</summary>
    public static string PathOf(string project) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../..", project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), $"FfiIsolation.{project}"));

    /// <returns>The exit status, and what it wrote on standard output and error.</returns>
    public static async Task<(int Status, string Output)> RunAsync(string path, string[] arguments, TimeSpan patience, (string Name, string Value)? variable = null)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable is { } set)
        {
            start.Environment[set.Name] = set.Value;
        }

        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            using var late = new CancellationTokenSource(patience);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(Patience.Unexpected); // or the next test finds it among this process's children
            }
        }
    }
}
