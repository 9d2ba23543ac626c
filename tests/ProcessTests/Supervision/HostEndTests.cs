using System.Diagnostics;
using System.Globalization;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>However a host ends with a call in native code, its workers and their files are gone. The host is tests/TestHost; the status is that of
/// wait(2), as a shell shows it.</summary>
public sealed class HostEndTests
{
    private static readonly string s_host = Path.Combine(AppContext.BaseDirectory, "FfiIsolation.TestHost");

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("return", 4)]
    [InlineData("exit", 5)]
    [InlineData("throw", 134)]
    [InlineData("fail", 134)]
    [InlineData("-TERM", 143)]
    [InlineData("-INT", 130)]
    [InlineData("-QUIT", 131)]
    [InlineData("-KILL", 137)]
    public async Task A_host_that_ends_with_a_call_on_board_leaves_nothing_behind(string end, int status)
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        ProcessStartInfo start = new(s_host, [Faults.Library, "void spin_with_signals_blocked(void)"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = folder },
        };
        using Process host = Process.Start(start)!;
        try
        {
            Task<string> said = host.StandardError.ReadToEndAsync();
            int worker = int.Parse((await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            await Eventually.HoldsAsync(() => ProcessTable.BlockedSignals(worker).StartsWith("fffffff", StringComparison.Ordinal), "not in the loop");
            int[] workers = [];
            await Eventually.HoldsAsync(() => (workers = ProcessTable.ChildrenOf(host.Id)).Length >= 2, "no spare");
            if (end.StartsWith('-'))
            {
                using Process kill = Process.Start("kill", [end, host.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                await host.StandardInput.WriteLineAsync(end);
            }

            await host.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Unexpected);
            Assert.True(host.ExitCode == status, $"{host.ExitCode}: {await said}");
            await ProcessTable.AreGoneAsync([worker, .. workers]);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder, "ffi-*"));
        }
        finally
        {
            host.Kill(entireProcessTree: true);
        }
    }
}
