using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Crashes;

/// <summary>The guard of a real worker, which rings before its process has ended.</summary>
public sealed class KnellTests
{
    private const int MostCrashes = 100;

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_is_an_exception_before_its_process_is_reaped_and_its_report_is_whole()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(
            RecordedHost.Options with { Lane = LaneChoice.SharedMemory, MaxWorkers = 1, RestartBudget = RestartBudget.Unlimited });
        NativeFunction complain = await recorded.Host.FaultAsync("int complain_and_abort(const char *text)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");

        // On a machine that has no time for this test a process can be quicker.
        bool wasEarly = false;
        for (int i = 0; i < MostCrashes && !wasEarly; i++)
        {
            NativeCrashException e = Crash(complain, $"words {i}");
            wasEarly = !e.Report.Known.IsCompleted;
            Assert.Equal(7, (int)add.Invoke(3, 4));
            Assert.Equal("SIGABRT", e.Report.SignalName);
            Assert.Equal($"words {i}", e.Report.LastWords);
            Assert.Equal(CrashBlame.Call, e.Report.Blame);
            Assert.NotEmpty(e.Report.Stack);
            Assert.NotNull(e.Report.CpuTime);
            await e.Report.Known.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{e.Report.ProcessId}"), () => $"Process {e.Report.ProcessId} is still there.");
        }

        Assert.True(wasEarly, "no crash was told before its process was reaped");
    }

    /// <summary>Not Assert.Throws, which reads the message.</summary>
    private static NativeCrashException Crash(NativeFunction function, string text)
    {
        try
        {
            function.Invoke(text);
        }
        catch (NativeCrashException e)
        {
            return e;
        }

        throw new InvalidOperationException("It did not crash.");
    }
}
