using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Hangs;

public sealed class CancellationTests
{
    private static readonly NativeHostOptions s_oneWorker = RecordedHost.Options with { MaxWorkers = 1, Spares = 0 };

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_cancelled_call_returns_at_once_while_its_worker_is_left_to_finish()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(s_oneWorker);
        NativeFunction hold = await recorded.Host.FaultAsync(HeldCall.Prototype);
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        int worker = (int)await process.InvokeAsync();
        var held = new HeldCall();
        using var cancellation = new CancellationTokenSource();
        Task call = hold.InvokeAsync(cancellation.Token, held.Arguments).AsTask();
        await held.EnteredAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        // Its worker is still inside, since nobody has let it out; once it is out, it is as good as any.
        Assert.Equal(0, recorded.Host.Pool.IdleCount);
        held.Release();
        await Eventually.HoldsAsync(() => recorded.Host.Pool.IdleCount == 1, "the worker of the cancelled call did not come back");
        Assert.Equal(worker, (int)await process.InvokeAsync());
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_cancelled_call_that_goes_on_is_killed_after_the_grace_period()
    {
        TimeSpan grace = TimeSpan.FromSeconds(1);
        await using RecordedHost recorded = await RecordedHost.StartAsync(s_oneWorker with { CancellationGrace = grace });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        using var cancellation = new CancellationTokenSource();
        Task call = sleep.InvokeAsync(cancellation.Token, "inside", 600_000).AsTask();
        int worker = await recorded.Recording.UntilSaidAsync("inside");

        long start = Stopwatch.GetTimestamp();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.NotEqual(worker, (int)await process.InvokeAsync());

        CrashReport report = await recorded.Recording.UntilCrashAsync(crash => crash.ProcessId == worker);
        Assert.InRange(Stopwatch.GetElapsedTime(start), grace, Patience.Unexpected);
        Assert.Equal((KillReason.Cancelled, "say_and_sleep"), (report.KillReason!.Value, report.Call!.Function));
        Assert.False(ProcessTable.Exists(worker));
        Assert.NotEqual(worker, (int)await process.InvokeAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_cancelled_before_it_starts_does_not_run()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(s_oneWorker);
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeFunction hold = await recorded.Host.FaultAsync(HeldCall.Prototype);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");

        // One worker, which is taken: the second call waits for it.
        using var cancellation = new CancellationTokenSource();
        var held = new HeldCall();
        Task first = hold.InvokeAsync(held.Arguments).AsTask();
        await held.EnteredAsync();
        Task second = sleep.InvokeAsync(cancellation.Token, "second", 0).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        held.Release();
        await first;
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));
        Assert.DoesNotContain(recorded.Recording.Output, line => line.Text == "second");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await add.InvokeAsync(new CancellationToken(canceled: true), 1, 2));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_goes_on_after_a_cancelled_call_that_came_to_its_end()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction hold = await session.FaultAsync(HeldCall.Prototype);
        NativeFunction process = await session.FunctionAsync("c", "int getpid(void)");
        using var cancellation = new CancellationTokenSource();
        var held = new HeldCall();
        Task call = hold.InvokeAsync(cancellation.Token, held.Arguments).AsTask();
        await held.EnteredAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        held.Release();
        Assert.Equal(session.ProcessId, (int)await process.InvokeAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_whose_cancelled_call_goes_on_is_lost_after_the_grace_period()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { CancellationGrace = Patience.Expected });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction sleep = await session.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeFunction process = await session.FunctionAsync("c", "int getpid(void)");
        using var cancellation = new CancellationTokenSource();
        Task call = sleep.InvokeAsync(cancellation.Token, "inside", 600_000).AsTask();
        await recorded.Recording.UntilSaidAsync("inside");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(async () => await process.InvokeAsync());
        Assert.Equal((false, KillReason.Cancelled), (lost.Started, lost.Report!.KillReason!.Value));
    }
}
