using System.Diagnostics;

namespace FfiIsolation.ProcessTests;

/// <summary>What the build made of the worker: it links by rules that rest on the SDK's inner workings (Worker.csproj).</summary>
public sealed class WorkerExecutableTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(2);
    private static readonly string Worker = Path.Combine(AppContext.BaseDirectory, "worker", "ffi-worker");

    // Without a version, and exported: or a library's own call of pthread_create would go past the guard to glibc's.
    [Theory]
    [InlineData("pthread_create")]
    [InlineData("_exit")]
    [InlineData("_Exit")]
    [InlineData("quick_exit")]
    [InlineData("ffi_gate")]
    [InlineData("ffi_bind_callback")]
    [InlineData("ffi_release_callback")]
    public void The_worker_exports(string symbol) =>
        Assert.Contains(Run("nm", "--dynamic", "--defined-only", Worker).Output.Split('\n'), line => line.EndsWith(" T " + symbol, StringComparison.Ordinal));

    [Fact]
    public void Started_by_hand_it_says_that_it_is_of_no_use()
    {
        (int status, _, string error) = Run(Worker);
        Assert.Equal(64, status);
        Assert.Contains("FfiIsolation", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_lane_and_guard_pass_their_own_tests_in_C()
    {
        // artifacts/bin/ProcessTests/release/ -> artifacts/native/release/
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string tests = Path.GetFullPath($"../../../native/{configuration}/cmake/tests/gate_tests", AppContext.BaseDirectory);
        (int status, string output, string error) = Run(tests);
        Assert.True(status == 0, output + error);
        Assert.Contains(" passed, 0 failed", output, StringComparison.Ordinal);
    }

    private static (int Status, string Output, string Error) Run(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Unexpected))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{file} did not end within {Unexpected}.");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
