using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>A host or a session that is disposed twice, too early, or from within.</summary>
public sealed class DisposalTests
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_host_disposed_by_many_at_once_has_no_worker_when_any_of_them_goes_on(LaneChoice lane)
    {
        int[] others = [.. ProcessTable.Children()]; // that a test before may be ending yet
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 3, Spares = 3 });
        NativeFunction hang = await recorded.Host.FaultAsync("void spin_with_signals_blocked(void)");

        // A process that is being started has its signals blocked too.
        await Eventually.HoldsAsync(() => recorded.Host.Pool.Counts() is { Starting: 0, Idle: >= 3 }, "no spares");
        int[] ready = [.. ProcessTable.Children().Except(others)];
        Task<NativeResult> running = hang.InvokeAsync().AsTask();
        await Eventually.HoldsAsync(
            () => ready.Any(worker => ProcessTable.BlockedSignals(worker).StartsWith("fffffff", StringComparison.Ordinal)), "not in the loop");
        int[] left = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            recorded.Host.Dispose();
            return ProcessTable.Children().Except(others).Count();
        })));
        Assert.Equal([0, 0, 0, 0], left);
        Assert.True((await Assert.ThrowsAsync<WorkerLostException>(() => running)).Started);
        recorded.Host.Dispose();
        await recorded.Host.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => recorded.Host.LoadAsync("c"));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_says_that_its_host_was_disposed_or_drained(LaneChoice lane)
    {
        foreach (bool drains in (bool[])[false, true])
        {
            await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
            await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
            NativeFunction add = await session.FaultAsync("int add(int a, int b)");
            Assert.Equal(3, (int)add.Invoke(1, 2));
            if (drains)
            {
                Assert.False(await recorded.Host.DrainAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
            }
            else
            {
                await recorded.Host.DisposeAsync();
            }

            ObjectDisposedException[] told =
            [
                await Assert.ThrowsAsync<ObjectDisposedException>(() => session.LoadAsync("c")),
                await Assert.ThrowsAsync<ObjectDisposedException>(async () => await add.InvokeAsync(1, 2)),
                Assert.Throws<ObjectDisposedException>(() => add.Invoke(1, 2)),
                Assert.Throws<ObjectDisposedException>(() => session.Rent<byte>(1)),
            ];
            Assert.All(told, one => Assert.Equal(typeof(NativeHost).FullName, one.ObjectName));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_host_can_be_disposed_from_a_callback(LaneChoice lane)
    {
        foreach (bool waits in (bool[])[false, true])
        {
            await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
            NativeFunction call = await recorded.Host.FaultAsync("int call_back(int (*callback)(int value), int value)");
            int left = -1;
            NativeCallback disposes = NativeCallback.Of((int value) =>
            {
                recorded.Host.Dispose();
                left = ProcessTable.Children().Length;
                return value;
            });
            WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(
                () => (waits ? Task.Run(() => call.Invoke(disposes, 1)) : call.InvokeAsync(disposes, 1).AsTask()).WaitAsync(Patience.Unexpected));
            Assert.True(lost.Started);
            await Eventually.HoldsAsync(() => left >= 0, "the callback did not come back from Dispose");
            Assert.Equal(0, left);
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_can_be_disposed_from_its_own_callback(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        int worker = session.ProcessId;
        NativeCallback disposes = NativeCallback.Of((int value) =>
        {
            session.Dispose();
            return value;
        });
        Assert.True((await Assert.ThrowsAsync<WorkerLostException>(() => Task.Run(() => call.Invoke(disposes, 1)).WaitAsync(Patience.Unexpected))).Started);
        await ProcessTable.AreGoneAsync(worker);
        Assert.Equal(5, (int)await (await recorded.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_host_disposed_while_it_starts_workers_waits_for_none_of_them(LaneChoice lane)
    {
        string worker = Path.Combine(AppContext.BaseDirectory, "worker", "ffi-worker"), link = OwnTemporaryFolder.NewFile();
        File.CreateSymbolicLink(link, worker);
        await using RecordedHost recorded = await RecordedHost.StartAsync(
            RecordedHost.Options with { Lane = lane, WorkerPath = link, MaxWorkers = 1, Spares = 0, StartTimeout = TimeSpan.FromMinutes(5) });

        // From now on a worker never gets ready.
        File.Delete(link);
        await File.WriteAllTextAsync(link, "#!/bin/sh\nexec sleep 600\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(link, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        Task<NativeSession> opening = recorded.Host.OpenSessionAsync();
        Task<NativeResult> waiting = crash.InvokeAsync().AsTask();
        await Eventually.HoldsAsync(() => ProcessTable.Children().Length == 2, "none is being started");

        long start = Stopwatch.GetTimestamp();
        await recorded.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Patience.Unexpected);
        Assert.Empty(ProcessTable.Children());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetTempPath(), "ffi-*"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => opening);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }
}
