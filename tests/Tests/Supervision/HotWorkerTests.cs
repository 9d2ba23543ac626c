using FfiIsolation.Calls;
using FfiIsolation.SharedMemory;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Supervision;

/// <summary>Workers that calls find without the lock, where something ends that their calls know nothing of.</summary>
public sealed class HotWorkerTests
{
    private static readonly NativeHostOptions s_options = new() { MaxWorkers = 1, Spares = 0 };
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_worker_whose_crash_is_told_is_offered_to_nobody_before_its_caller_gives_it_back()
    {
        WorkerState told = WorkerState.New(7).Offered().NextCall().Told();
        Assert.False(told.IsOffered);
        Assert.False(told.IsBusy);
        Assert.True(told.IsDying);
        Assert.Equal(8UL, told.Sequence);
        Assert.False(told.WithoutCall().IsFree);
    }

    [Fact]
    public async Task A_worker_whose_caller_has_gone_away_leaves_its_place_to_another()
    {
        await using var scene = new PoolScene(s_options with { CancellationGrace = TimeSpan.FromSeconds(1) });
        scene.Pool.Return(await scene.RentedAsync());
        WorkerProcess hot = scene.Pool.TryRentHot()!;
        scene.Pool.Abandon(hot, new TaskCompletionSource().Task);
        scene.Pass(2);
        await hot.Death.WaitAsync(s_patience);
        WorkerProcess next = await scene.RentedAsync();
        Assert.NotSame(hot, next);
        scene.Pool.Return(next);
        Assert.Same(next, scene.Pool.TryRentHot());
        scene.Pool.Return(next);
    }

    [Fact]
    public async Task A_hot_worker_that_is_buried_with_a_call_on_board_is_given_back_once_by_that_call()
    {
        await using var scene = new PoolScene(s_options);
        scene.Pool.Return(await scene.RentedAsync());
        FakeWorkers.FakeWorker hot = scene.Workers.Started[0];
        PreparedCall call = CallSamples.Prepare("int f(void)");
        hot.Process.Bindings.SetAddress(call.Function, 0x1000);
        Assert.Same(hot.Process, scene.Pool.TryBegin(call, Timeout.InfiniteTimeSpan));
        await hot.DieAsync();
        await PoolScene.UntilAsync(() => scene.Pool.Count == 0, "it was not buried");
        Assert.Equal(1, scene.Pool.Counts().Busy);
        scene.Pool.Ended(hot.Process, hot.Process.EndOffered(call, hasRun: false));
        Assert.Equal(0, scene.Pool.Counts().Busy);
        Assert.NotSame(hot.Process, await scene.RentedAsync());
    }

    [Fact]
    public async Task A_call_is_at_long_work_where_the_worker_says_that_native_code_runs()
    {
        await using var scene = new PoolScene(s_options);
        scene.Pool.Return(await scene.RentedAsync());
        FakeWorkers.FakeWorker hot = scene.Workers.Started[0];
        Assert.False(hot.Process.IsAtLongWork);
        foreach (RecorderStage stage in Enum.GetValues<RecorderStage>())
        {
            hot.Note(stage);
            Assert.Equal(stage is RecorderStage.Native or RecorderStage.Reading or RecorderStage.Callback, hot.Process.IsAtLongWork);
        }
    }

    [Theory]
    [InlineData(100_000, false)]
    [InlineData(512 * 1024, true)]
    public async Task A_call_is_at_long_work_where_it_has_much_to_copy(int bytes, bool isLong)
    {
        await using var scene = new PoolScene(s_options);
        scene.Pool.Return(await scene.RentedAsync());
        WorkerProcess hot = scene.Workers.Started[0].Process;
        PreparedCall call = CallSamples.Prepare("int f(const void *data)", new byte[bytes]);
        hot.Bindings.SetAddress(call.Function, 0x1000);
        Assert.Same(hot, scene.Pool.TryBegin(call, Timeout.InfiniteTimeSpan));
        Assert.Equal(isLong, hot.IsAtLongWork);
        scene.Pool.Ended(hot, hot.EndOffered(call, hasRun: true));
    }

    /// <summary>The hot worker's call goes on and on. Where the worker says that it runs, another worker is started for who waits.</summary>
    [Fact]
    public async Task Who_waits_for_a_hot_worker_whose_call_is_at_long_work_gets_another_one()
    {
        await using var scene = new PoolScene(s_options with { MaxWorkers = 2 });
        scene.Pool.Return(await scene.RentedAsync());
        WorkerProcess hot = scene.Pool.TryRentHot()!;
        scene.Workers.Started[0].Note(RecorderStage.Native);
        WorkerProcess other = await Task.Factory.StartNew(() => scene.Pool.AwaitHot(out bool hasWaited) ?? scene.Pool.Rent(CancellationToken.None, hasWaited), TaskCreationOptions.LongRunning).WaitAsync(s_patience);
        Assert.NotSame(hot, other);
        scene.Pool.Return(other);
        scene.Pool.Return(hot);
    }

    /// <summary>More threads than there are workers wait for the hot one, which is in a call: they were there before the drain.</summary>
    [Fact]
    public async Task Callers_that_wait_for_a_hot_worker_when_a_drain_begins_are_served()
    {
        await using var scene = new PoolScene(s_options);
        scene.Pool.Return(await scene.RentedAsync());
        WorkerProcess hot = scene.Pool.TryRentHot()!;
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () => scene.Pool.Return(scene.Pool.AwaitHot(out bool hasWaited) ?? scene.Pool.Rent(CancellationToken.None, hasWaited)),
            TaskCreationOptions.LongRunning))];
        await PoolScene.UntilAsync(() => scene.Pool.Counts().Waiting == waiting.Length, "not all of them wait");
        Task<bool> draining = scene.Pool.DrainAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.False(draining.IsCompleted);
        scene.Pool.Return(hot);
        await Task.WhenAll(waiting).WaitAsync(s_patience);
        Assert.True(await draining.WaitAsync(s_patience));
        Assert.Equal(0, scene.Pool.Counts().Busy);
    }

    [Fact]
    public async Task A_worker_is_given_back_on_a_thread_that_is_interrupted()
    {
        await using var scene = new PoolScene(s_options);
        WorkerProcess worker = await scene.RentedAsync();
        bool isInterrupted = false;
        var thread = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            scene.Pool.Return(worker);
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(s_patience));
        Assert.True(isInterrupted);
        Assert.Same(worker, await scene.RentedAsync());
        scene.Pool.Return(worker);
    }
}
