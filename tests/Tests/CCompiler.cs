using System.Diagnostics;

namespace FfiIsolation.Tests;

/// <summary>The C compiler as the judge of expected values. The one place of these tests that starts a process.</summary>
internal static class CCompiler
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(2);

    private static readonly Lazy<bool> IsPresent = new(() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "gcc"))));

    /// <summary>Compiles a program, runs it, and returns what it prints. Skips the test where there is no gcc for x86-64 Linux.</summary>
    public static string[] Run(string source, params string[] options)
    {
        using var folder = new TemporaryFolder(source);
        (int status, _, string errors) = Start("gcc", ["-O1", "-w", "-std=gnu17", .. options, "-o", "program", "program.c", "-lm"], folder.Path);
        Assert.True(status == 0, errors);
        (status, string output, errors) = Start(Path.Combine(folder.Path, "program"), [], folder.Path);
        Assert.True(status == 0, $"the program ended with {status}: {errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Compiles a shared library to a path. Skips the test where there is no gcc for x86-64 Linux.</summary>
    public static void CompileLibrary(string source, string path, params string[] options)
    {
        using var folder = new TemporaryFolder(source);
        (int status, _, string errors) = Start("gcc", ["-O1", "-w", "-std=gnu17", "-shared", "-fPIC", .. options, "-o", path, "program.c"], folder.Path);
        Assert.True(status == 0, errors);
    }

    /// <summary>Checks a file with the given options, and returns the lines (from 1) that have errors.</summary>
    public static HashSet<int> LinesWithErrors(string source, params string[] options)
    {
        using var folder = new TemporaryFolder(source);
        (_, _, string errors) = Start("gcc", ["-fsyntax-only", "-fno-diagnostics-show-caret", "-fmax-errors=0", .. options, "program.c"], folder.Path);
        var lines = new HashSet<int>();
        foreach (string line in errors.Split('\n'))
        {
            string[] parts = line.Split(':');
            if (parts.Length > 4 && parts[3].Trim() is "error" or "fatal error")
            {
                lines.Add(int.Parse(parts[1]));
            }
        }

        return lines;
    }

    private static (int Status, string Output, string Errors) Start(string program, string[] arguments, string folder)
    {
        if (!OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
        {
            Assert.Skip("The C compiler's answers are for Linux on x86-64.");
        }

        if (!IsPresent.Value)
        {
            Assert.Skip("gcc is not installed, so there is no C compiler to compare with.");
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Unexpected))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Unexpected}.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public TemporaryFolder(string source)
        {
            Path = Directory.CreateTempSubdirectory("ffi-test-").FullName;
            File.WriteAllText(System.IO.Path.Combine(Path, "program.c"), source);
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
