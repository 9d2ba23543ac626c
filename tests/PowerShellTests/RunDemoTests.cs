using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Versioning;

namespace FfiIsolation.PowerShellTests;

/// <remarks>They replace the process's console, current directory and PATH: one class, so that they run one after the other.</remarks>
[SupportedOSPlatform("linux")]
public sealed class RunDemoTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(5);

    private static readonly string Repository = FindRepository();
    private static readonly string Configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
    private static readonly string Ffi = Path.Combine(Repository, "artifacts", "bin", "Cli", Configuration, "ffi");

    // NoBuild: "dotnet test" has built everything, and a build inside a test run would write files that other tests are using.
    private static readonly (string, object?) NoBuild = ("NoBuild", null), InConfiguration = ("Configuration", Configuration);

    [Fact]
    public void List_is_what_ffi_demo_lists()
    {
        Outcome direct = RunFfi("demo", "--list");
        Outcome script = RunScript(Script, NoBuild, InConfiguration, ("List", null));
        Assert.Equal(direct.Status, script.Status);
        Assert.Equal(direct.Output, script.Output);
    }

    [Fact]
    public void The_exit_status_is_that_of_the_demo()
    {
        string[] unknown = ["no-such-scenario", "nor this one"];
        Outcome direct = RunFfi(["demo", .. unknown]);
        Outcome script = RunScript(Script, NoBuild, InConfiguration, ("Scenario", unknown));
        Assert.NotEqual(0, script.Status);
        Assert.Equal(direct.Status, script.Status);
        Assert.Equal(direct.Output, script.Output);
    }

    [Fact]
    public void A_build_that_fails_ends_the_script_with_its_status()
    {
        Outcome script = WithFakeDotnet("echo \"$@\"; exit 7", () => RunScript(Script, InConfiguration, ("List", null)));
        Assert.Equal(7, script.Status);
        Assert.Equal([$"build {Path.Combine(Repository, "Cli")} -c {Configuration} --nologo -v quiet"], script.Output);
    }

    [Fact]
    public void After_a_good_build_the_scenarios_are_listed()
    {
        Outcome script = WithFakeDotnet("exit 0", () => RunScript(Script, InConfiguration, ("List", null)));
        Assert.Equal(0, script.Status);
        Assert.Equal(RunFfi("demo", "--list").Output, script.Output);
    }

    [Fact]
    public void Scenarios_are_played()
    {
        Outcome script = RunScript(Script, NoBuild, InConfiguration, ("Scenario", new[] { "cos", "null-pointer" }));
        string output = string.Join('\n', script.Output);
        Assert.True(script.Status == 0, output + script.Error);
        Assert.Contains("2 scenarios: 2 as expected, 0 not.", output, StringComparison.Ordinal);

        // What only a worker that really died can have said.
        Assert.Contains("SIGSEGV (SEGV_MAPERR) reading address 0x0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_runs_from_any_directory()
    {
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetTempPath();
        try
        {
            Assert.Equal(RunFfi("demo", "--list").Status, RunScript(Script, NoBuild, InConfiguration, ("List", null)).Status);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void Elsewhere_than_on_Linux_it_says_what_to_do()
    {
        // $IsLinux is a constant of the engine, so a copy of the script asks another question.
        using TemporaryDirectory directory = new();
        string text = File.ReadAllText(Script);
        Assert.Contains("-not $IsLinux", text, StringComparison.Ordinal);
        string copy = directory.Write("run-demo.ps1", text.Replace("-not $IsLinux", "-not $false", StringComparison.Ordinal));
        Outcome script = RunScript(copy, NoBuild);
        Assert.Equal(69, script.Status);
        Assert.Contains("runs on Linux x86-64 only", script.Error, StringComparison.Ordinal);
        Assert.Contains("container", script.Error, StringComparison.Ordinal);
        Assert.Contains("WSL", script.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_built_is_said()
    {
        using TemporaryDirectory directory = new();
        Outcome script = RunScript(directory.Write("run-demo.ps1", File.ReadAllText(Script)), NoBuild);
        Assert.Equal(69, script.Status);
        Assert.Contains("Not built", script.Error, StringComparison.Ordinal);
    }

    private static string Script => Path.Combine(Repository, "run-demo.ps1");

    private sealed record Outcome(int Status, string[] Output, string Error);

    // By path and not by text, or $PSScriptRoot would be empty. Standard output of native commands comes back as objects, a line each.
    private static Outcome RunScript(string path, params (string Name, object? Value)[] parameters)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand(path);
        foreach ((string name, object? value) in parameters)
        {
            _ = value is null ? shell.AddParameter(name) : shell.AddParameter(name, value);
        }

        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter said = new(), complained = new();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            IAsyncResult run = shell.BeginInvoke();
            if (!run.AsyncWaitHandle.WaitOne(Unexpected))
            {
                shell.Stop();
                Assert.Fail($"The script did not end within {Unexpected}.");
            }

            string[] lines = [.. shell.EndInvoke(run).Select(line => line.ToString())];
            return new((int)runspace.SessionStateProxy.GetVariable("LASTEXITCODE"), lines, complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static Outcome RunFfi(params string[] arguments)
    {
        ProcessStartInfo start = new(Ffi, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Unexpected));
        return new(process.ExitCode, output.Split('\n')[..^1], error.Result);
    }

    private static Outcome WithFakeDotnet(string script, Func<Outcome> run)
    {
        using TemporaryDirectory directory = new();
        File.SetUnixFileMode(directory.Write("dotnet", "#!/bin/sh\n" + script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string? before = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", directory.Path + ":" + before);
        try
        {
            return run();
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    private static string FindRepository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "FfiIsolation.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"FfiIsolation.sln is in no directory above {AppContext.BaseDirectory}");
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ffi-test-").FullName;

        public string Write(string name, string text)
        {
            string path = System.IO.Path.Combine(Path, name);
            File.WriteAllText(path, text);
            return path;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
