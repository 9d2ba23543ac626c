using System.Diagnostics;
using System.Globalization;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>Workers end with their host, however it ends. The host is tests/TestHost.</summary>
public sealed class OrphanTests
{
    private static readonly string s_host = Path.Combine(AppContext.BaseDirectory, "FfiIsolation.TestHost");

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("void spin_with_signals_blocked(void)")]
    [InlineData("void sleep_forever(void)")]
    public async Task A_host_killed_by_SIGKILL_leaves_nothing_behind(string prototype)
    {
        string folder = Directory.CreateDirectory(OwnTemporaryFolder.NewFile()).FullName;
        ProcessStartInfo start = new(s_host, [Faults.Library, prototype]) { RedirectStandardOutput = true, Environment = { ["TMPDIR"] = folder } };
        using Process host = Process.Start(start)!;
        try
        {
            int worker = int.Parse((await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            if (prototype.Contains("blocked", StringComparison.Ordinal))
            {
                await Eventually.HoldsAsync(() => ProcessTable.BlockedSignals(worker).StartsWith("fffffff", StringComparison.Ordinal), "not in the loop");
            }

            // The worker in the call and the spare.
            int[] workers = [];
            await Eventually.HoldsAsync(() => (workers = ProcessTable.ChildrenOf(host.Id)).Length >= 2, "no spare");
            Assert.Contains(worker, workers);

            host.Kill(entireProcessTree: false);
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(137, host.ExitCode);
            await ProcessTable.AreGoneAsync(workers);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder, "ffi-*"));
        }
        finally
        {
            host.Kill(entireProcessTree: true);
        }
    }
}
