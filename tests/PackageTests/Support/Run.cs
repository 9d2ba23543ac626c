using System.Collections;
using System.Diagnostics;

namespace FfiIsolation.PackageTests.Support;

/// <summary>A program that was run to its end.</summary>
internal sealed record Run(int ExitCode, string Output)
{
    /// <summary>Many times what the slowest of them takes on two processors that do nothing else.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs a program, whose output and errors become one text.</summary>
    /// <param name="settings">Environment variables besides this process's own.</param>
    public static async Task<Run> ProgramAsync(string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string inherited in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key).Where(IsOfTheBuild))
        {
            start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {s_patience.TotalMinutes} minutes. It has said: {await output}{await errors}");
        }

        return new Run(process.ExitCode, await output + await errors);
    }

    /// <summary>Runs a command of the SDK, which ends well and without a warning.</summary>
    public static async Task<Run> DotNetAsync(string folder, string packages, params string[] arguments)
    {
        Run run = await ProgramAsync(
            "dotnet", folder, arguments,
            ("NUGET_PACKAGES", packages), ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DOTNET_CLI_UI_LANGUAGE", "en"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"));
        Assert.True(run.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{run.Output}");
        return run;
    }

    public void HasNoWarning() => Assert.DoesNotContain("warning", Output);

    /// <summary>Whether a variable is what the build that runs these tests has told its own processes.</summary>
    private static bool IsOfTheBuild(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("FFI_", StringComparison.Ordinal);
}
