using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Hangs;

/// <summary>native/faults/hangs.c: calls that do not return.</summary>
public sealed class TimeoutTests
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("spin")]
    [InlineData("spin_with_signals_blocked")]
    [InlineData("sleep_forever")]
    [InlineData("deadlock")]
    public async Task A_call_past_its_timeout_loses_its_worker(string function)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeFunction hang = await recorded.Host.FaultAsync($"void {function}(void)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");

        long start = Stopwatch.GetTimestamp();
        CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(
            async () => await hang.InvokeAsync(new CallOptions { Timeout = Patience.Expected }));
        Assert.InRange(Stopwatch.GetElapsedTime(start), Patience.Expected, Patience.Unexpected);
        Assert.Equal(Patience.Expected, late.Timeout);
        Assert.Equal((CrashCause.Killed, KillReason.Timeout), (late.Report.Cause, late.Report.KillReason!.Value));
        Assert.Equal(function, late.Report.Call!.Function);
        Assert.Contains("did not return", late.Report.Summary, StringComparison.Ordinal);
        Assert.False(ProcessTable.Exists(late.Report.ProcessId));

        Assert.Equal(5, (int)await add.InvokeAsync(2, 3));
        Assert.Same(late.Report, await recorded.Recording.UntilCrashAsync(crash => crash.ProcessId == late.Report.ProcessId));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_slow_call_within_its_timeout_is_left_alone()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeFunction sleep = await recorded.Host.FaultAsync("void sleep_for(int milliseconds)");
        Assert.True((await sleep.InvokeAsync(new CallOptions { Timeout = Patience.Unexpected }, 300)).IsVoid);
        Assert.True((await sleep.InvokeAsync(new CallOptions { Timeout = Timeout.InfiniteTimeSpan }, 300)).IsVoid);
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_whose_call_hung_is_lost()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction spin = await session.FaultAsync("void spin(void)");
        CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(
            async () => await spin.InvokeAsync(new CallOptions { Timeout = Patience.Expected }));
        Assert.Equal(session.ProcessId, late.Report.ProcessId);
        WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(async () => await spin.InvokeAsync());
        Assert.False(lost.Started);
        Assert.Same(late.Report, lost.Report);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_loop_that_has_blocked_every_signal_ends_with_its_host()
    {
        RecordedHost recorded = await RecordedHost.StartAsync();
        NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction spin = await session.FaultAsync("void spin_with_signals_blocked(void)");
        Task running = spin.InvokeAsync().AsTask();
        await Eventually.HoldsAsync(() => ProcessTable.BlockedSignals(session.ProcessId).StartsWith("fffffff", StringComparison.Ordinal), "not in the loop");

        int[] children = ProcessTable.Children();
        await recorded.DisposeAsync();
        WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(() => running);
        Assert.True(lost.Started);
        await ProcessTable.AreGoneAsync(children);
    }
}
