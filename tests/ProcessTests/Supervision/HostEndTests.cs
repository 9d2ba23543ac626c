using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>However a host ends with a call in native code, its workers and their files are gone. The status is that of wait(2), as a shell shows it.</summary>
public sealed class HostEndTests
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("return", 4)]
    [InlineData("leave", 6)]
    [InlineData("exit", 5)]
    [InlineData("throw", 134)]
    [InlineData("throw on a thread", 134)]
    [InlineData("fail", 134)]
    [InlineData("-TERM", 143)]
    [InlineData("-INT", 130)]
    [InlineData("-QUIT", 131)]
    [InlineData("-KILL", 137)]
    public async Task A_host_that_ends_with_a_call_on_board_leaves_nothing_behind(string end, int status)
    {
        using var host = TestHostProcess.Start([Faults.Library, "void spin_with_signals_blocked(void)"]);
        int worker = await host.ReadWorkerAsync();
        await Eventually.HoldsAsync(() => ProcessTable.BlockedSignals(worker).StartsWith("fffffff", StringComparison.Ordinal), "not in the loop");
        int[] workers = [];

        // A start under way has a folder, which a signal would leave for the next host to sweep (SweepTests).
        await Eventually.HoldsAsync(() => (workers = host.Workers).Length >= 2 && host.PipeFolders.Length == 0, "no spare is ready");
        if (end.StartsWith('-'))
        {
            await host.SignalAsync(end[1..]);
        }
        else
        {
            await host.TellAsync(end);
        }

        (int ended, string complained) = await host.EndAsync();
        Assert.True(ended == status, $"{ended}: {complained}");
        await ProcessTable.AreGoneAsync([worker, .. workers]);
        Assert.Empty(host.PipeFolders);
    }

    /// <summary>As in a debugger. Deadlines wait meanwhile: what came to its end counts, and nothing is killed for the host's own pause.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_that_is_stopped_for_longer_than_its_calls_may_take_loses_none_of_them()
    {
        TimeSpan pause = TimeSpan.FromSeconds(3); // more than the two seconds of a call, and than what a host takes for its own slowness
        using var host = TestHostProcess.Start([Faults.Library]);
        Assert.Equal("ready", await host.ReadLineAsync());
        await host.SignalAsync("STOP");
        await Eventually.HoldsAsync(() => ProcessTable.State(host.Id) == "T", "not stopped");
        int[] workers = host.Workers;
        await Task.Delay(pause, TestContext.Current.CancellationToken);
        Assert.Equal(workers, host.Workers);
        await host.SignalAsync("CONT");
        await host.TellAsync("end");
        Assert.Equal("slow 3, hanging CallTimeoutException, wrong 0, deaths 1", await host.ReadLineAsync());
        Assert.Equal(0, (await host.EndAsync()).Status);
        await ProcessTable.AreGoneAsync(workers);
    }
}
