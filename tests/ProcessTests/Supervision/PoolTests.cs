using System.Diagnostics;
using FfiIsolation.Processes;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>How many workers there are, which is replaced, and how a host ends, with real processes.</summary>
public sealed class PoolTests
{
    private const int SignalStop = 19;

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Fact(Timeout = Patience.Deadline)]
    public async Task Workers_that_a_burst_needed_end_after_it()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 4, MinWorkers = 1, Spares = 1, IdleTimeout = TimeSpan.FromSeconds(1) });
        NativeFunction hold = await recorded.Host.FaultAsync(HeldCall.Prototype);
        HeldCall[] held = [.. Enumerable.Range(0, 4).Select(_ => new HeldCall())];
        Task<NativeResult>[] calls = [.. held.Select(call => hold.InvokeAsync(call.Arguments).AsTask())];
        await Task.WhenAll(held.Select(call => call.EnteredAsync()));
        Assert.InRange(ProcessTable.Children().Length, 4, 5);
        Array.ForEach(held, call => call.Release());
        await Task.WhenAll(calls);
        await Eventually.HoldsAsync(() => ProcessTable.Children().Length == 2, () => $"{ProcessTable.Children().Length} workers are left");
        await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerRetired, 2);
        await hold.InvokeAsync(held[0].Arguments);
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Workers_are_recycled_after_their_calls_while_calls_go_on(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 2, Spares = 0, Recycling = new WorkerRecycling { Calls = 200 } });
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        var ledger = new OutcomeLedger();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; recorded.Recording.Of(SupervisionEventKind.WorkerRecycled).Length < 3; i++)
            {
                Assert.Equal(thread + i, (int)(i % 2 == 0 ? ledger.Call("add", () => add.Invoke(thread, i)) : await ledger.CallAsync("add", () => add.InvokeAsync(thread, i).AsTask())));
            }
        })));
        Assert.Empty(await ledger.CloseAsync());
        Assert.Equal(ledger.Sent, ledger[OutcomeKind.Completed]);
        Assert.Empty(recorded.Recording.Crashes);
        await Eventually.HoldsAsync(() => ProcessTable.Children().Length <= 3, () => $"{ProcessTable.Children().Length} workers are left");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_whose_memory_has_grown_is_recycled()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(
            RecordedHost.Options with { MaxWorkers = 1, Spares = 0, Recycling = new WorkerRecycling { MemoryGrowthBytes = 32 << 20 } });
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        NativeFunction take = await recorded.Host.FaultAsync("size_t take_memory(size_t most)");
        NativeFunction fill = await recorded.Host.FaultAsync("void fill(char *dst, size_t size, char c)");
        int first = (int)await process.InvokeAsync();

        // What is shared with the host is not the worker's own.
        await fill.InvokeAsync(NativeBuffer.Out<byte>(100 << 20), 100 << 20, 'x');
        await take.InvokeAsync(200L << 20);
        string told = (await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerRecycled, 1))[0].Message;
        Assert.Contains($"(process {first}) is replaced", told, StringComparison.Ordinal);
        Assert.Contains("since its memory had grown by", told, StringComparison.Ordinal);
        Assert.NotEqual(first, (int)await process.InvokeAsync());
        await ProcessTable.AreGoneAsync(first);
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Buffers_do_not_count_as_growth()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(
            RecordedHost.Options with { MaxWorkers = 1, Spares = 0, Recycling = new WorkerRecycling { MemoryGrowthBytes = 32 << 20, Age = TimeSpan.FromSeconds(3) } });
        NativeFunction fill = await recorded.Host.FaultAsync("void fill(char *dst, size_t size, char c)");
        await fill.InvokeAsync(NativeBuffer.Out<byte>(100 << 20), 100 << 20, 'x');
        Assert.Contains("at the age of", (await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerRecycled, 1))[0].Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_worker_that_was_stopped_serves_nobody_and_nobody_notices(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        int stopped = (int)await process.InvokeAsync();
        LinuxCalls.Kill(stopped, SignalStop);
        await Eventually.HoldsAsync(() => ProcessTable.State(stopped) == "T", "it did not stop");

        // A call may get it before the host has looked; it is then made in another.
        Assert.NotEqual(stopped, (int)await process.InvokeAsync());
        CrashReport report = await recorded.Recording.UntilCrashAsync(crash => crash.ProcessId == stopped);
        Assert.Equal((KillReason.Stopped, CrashBlame.None), (report.KillReason!.Value, report.Blame));
        Assert.Contains("SIGSTOP", report.Summary, StringComparison.Ordinal);

        // And one that is idle is replaced before anybody asks.
        stopped = (int)await process.InvokeAsync();
        LinuxCalls.Kill(stopped, SignalStop);
        await recorded.Recording.UntilCrashAsync(crash => crash.ProcessId == stopped);
        Assert.NotEqual(stopped, (int)process.Invoke());
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_drained_host_finishes_what_it_has_and_is_gone(LaneChoice lane)
    {
        RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1 });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction count = await session.FaultAsync("int next_count(void)");
        Task[] calls = [sleep.InvokeAsync("on board", 200).AsTask(), sleep.InvokeAsync("queued", 100).AsTask()];
        await recorded.Recording.UntilSaidAsync("on board");
        Task<bool> draining = recorded.Host.DrainAsync(Patience.Unexpected);
        await Assert.ThrowsAsync<CallRejectedException>(async () => await sleep.InvokeAsync("too late", 0));
        await Assert.ThrowsAsync<CallRejectedException>(() => recorded.Host.OpenSessionAsync());
        await Task.WhenAll(calls);
        Assert.Equal(1, (int)await count.InvokeAsync());
        Assert.False(draining.IsCompleted);
        await session.DisposeAsync();
        Assert.True(await draining);
        Assert.Throws<ObjectDisposedException>(() => sleep.Invoke("gone", 0));
        Assert.DoesNotContain(recorded.Recording.Output, line => line.Text == "too late");
        Assert.Empty(ProcessTable.Children());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_does_not_end_while_a_host_is_drained_is_ended()
    {
        RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1 });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        Task call = sleep.InvokeAsync("on board", 600_000).AsTask(), queued = sleep.InvokeAsync("queued", 0).AsTask();
        await recorded.Recording.UntilSaidAsync("on board");
        long start = Stopwatch.GetTimestamp();
        Assert.False(await recorded.Host.DrainAsync(Patience.Expected));
        Assert.InRange(Stopwatch.GetElapsedTime(start), Patience.Expected, Patience.Unexpected);
        Assert.True((await Assert.ThrowsAsync<WorkerLostException>(() => call)).Started);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queued);
        Assert.Empty(ProcessTable.Children());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => recorded.Host.DrainAsync(TimeSpan.Zero));
    }

    /// <summary>Also where no spare tells those who wait that another worker may be had.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_call_that_waits_too_long_for_a_worker_is_rejected(int spares)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = spares, QueueTimeout = Patience.Expected });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeFunction hold = await recorded.Host.FaultAsync(HeldCall.Prototype);
        var held = new HeldCall();
        Task call = hold.InvokeAsync(held.Arguments).AsTask();
        await held.EnteredAsync();
        Assert.Equal(Patience.Expected, Assert.Throws<QueueTimeoutException>(() => sleep.Invoke("late", 0)).Limit);
        await Assert.ThrowsAsync<QueueTimeoutException>(async () => await sleep.InvokeAsync("late", 0));
        held.Release();
        await call;
        await sleep.InvokeAsync("in time", 0);
        Assert.DoesNotContain(recorded.Recording.Output, line => line.Text == "late");
    }
}
