// Runs the compiler and the binutils, the oracles of these tests.
using System.Diagnostics;

namespace FfiIsolation.Tests.Libraries;

internal static class Tool
{
    /// <summary>Skips the test where a program is missing.</summary>
    public static void Require(params string[] programs)
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (var program in programs)
            Assert.SkipUnless(paths.Any(p => File.Exists(Path.Combine(p, program))), $"{program} is not installed");
    }

    public static string Run(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            Assert.Fail($"{program} did not end");
        }
        Assert.True(process.ExitCode == 0, $"{program}: {errors.Result}");
        return output.Result;
    }
}
