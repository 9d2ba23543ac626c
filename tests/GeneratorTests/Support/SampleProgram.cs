using System.Diagnostics;

namespace FfiIsolation.GeneratorTests.Support;

/// <summary>A sample's program, run where it was built until it ends.</summary>
internal sealed record SampleProgram(int Status, string Output, string Error)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(Patience.Deadline - 10_000);

    public string[] Lines => Output.Split('\n');

    /// <param name="project">The sample's project.</param>
    /// <param name="lane">The lane, as <c>FFI_ISOLATION_LANE</c> has it; null for that of the tests.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<SampleProgram> RunAsync(string project, string? lane = null, params string[] arguments)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var start = new ProcessStartInfo(Repository.PathOf($"artifacts/bin/{project}/{configuration}/{project}"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (lane is not null)
        {
            start.Environment["FFI_ISOLATION_LANE"] = lane;
        }

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
