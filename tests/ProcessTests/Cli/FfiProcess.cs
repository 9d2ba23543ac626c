using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Cli;

/// <summary>Runs the real <c>ffi</c>, and gives it a hard limit of time.</summary>
internal sealed record FfiProcess(int Status, string Output, string Error)
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromMinutes(2);

    /// <summary>The executable, as the build lays it beside these tests.</summary>
    public static string Executable => Path.Combine(AppContext.BaseDirectory, "ffi");

    public static string Faults => Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so");

    public static string CppFaults => Path.Combine(AppContext.BaseDirectory, "faults", "libfaults_cpp.so");

    public static Task<FfiProcess> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs it, and does something to it when it has printed its first line.</summary>
    public static async Task<FfiProcess> RunAsync(Action<Process>? afterFirstLine, params string[] arguments)
    {
        using Process process = Start(arguments);
        using var limit = new CancellationTokenSource(Unexpected);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            string? first = await process.StandardOutput.ReadLineAsync(limit.Token);
            afterFirstLine?.Invoke(process);
            string rest = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new FfiProcess(process.ExitCode, first == null ? "" : first + "\n" + rest, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(Unexpected);
            Assert.Fail($"ffi {string.Join(' ', arguments)} did not end within {Unexpected}.");
            throw;
        }
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["NO_COLOR"] = "" } })!;
}
