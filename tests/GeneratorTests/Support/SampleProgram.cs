using System.Diagnostics;

namespace FfiIsolation.GeneratorTests.Support;

/// <summary>What a program left, run until it ends.</summary>
internal sealed record SampleProgram(int Status, string Output, string Error)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(Patience.Deadline - 10_000);

    public string[] Lines => Output.Split('\n');

    /// <param name="project">The sample's project.</param>
    /// <param name="lane">The lane, as <c>FFI_ISOLATION_LANE</c> has it; null for that of the tests.</param>
    /// <param name="arguments">Its command line.</param>
    public static Task<SampleProgram> RunAsync(string project, string? lane = null, params string[] arguments) =>
        RunAsync(project, project, lane is null ? [] : new() { ["FFI_ISOLATION_LANE"] = lane }, arguments);

    /// <param name="project">The program's project.</param>
    /// <param name="name">Of its executable.</param>
    /// <param name="environment">Variables that it has beyond those of the tests.</param>
    /// <param name="arguments">Its command line.</param>
    public static Task<SampleProgram> RunAsync(string project, string name, Dictionary<string, string> environment, params string[] arguments)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var start = new ProcessStartInfo(Repository.PathOf($"artifacts/bin/{project}/{configuration}/{name}"), arguments);
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        return RunAsync(start);
    }

    /// <summary>Any other program.</summary>
    public static async Task<SampleProgram> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using Process process = Process.Start(start)!;
        using var late = new CancellationTokenSource(s_patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token), error = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return new SampleProgram(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
