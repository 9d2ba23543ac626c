using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Supervision;

/// <summary>Who gets a worker, how many there are, and when one is replaced: without processes, by a clock that the tests move.</summary>
public sealed class WorkerPoolTests
{
    private static readonly NativeHostOptions s_one = new() { MaxWorkers = 1, Spares = 0, RestartBudget = RestartBudget.Unlimited };

    [Fact]
    public async Task Those_who_wait_are_served_in_the_order_in_which_they_came()
    {
        await using var scene = new PoolScene(s_one);
        WorkerProcess worker = await scene.RentedAsync();
        Task<WorkerProcess>[] waiting = [scene.RentAsync(), scene.RentAsync(), scene.RentAsync()];
        for (int i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], later => Assert.False(later.IsCompleted));
            scene.Pool.Return(worker);
            Assert.Same(worker, await waiting[i]);
        }

        Assert.Single(scene.Workers.Started);
    }

    [Fact]
    public async Task A_call_too_many_is_told_the_limit_and_its_option()
    {
        await using var scene = new PoolScene(s_one with { MaxQueuedCalls = 1 });
        WorkerProcess worker = await scene.RentedAsync();
        Task<WorkerProcess> waiting = scene.RentAsync();
        QueueFullException full = await Assert.ThrowsAsync<QueueFullException>(scene.RentAsync);
        Assert.Equal("1 calls already wait for a worker, which is the limit (NativeHostOptions.MaxQueuedCalls). Nothing ran.", full.Message);
        scene.Pool.Return(worker);
        Assert.Same(worker, await waiting);
    }

    [Fact]
    public async Task A_call_that_waits_too_long_is_rejected_and_leaves_its_place()
    {
        await using var scene = new PoolScene(s_one with { QueueTimeout = TimeSpan.FromMilliseconds(500) });
        WorkerProcess worker = await scene.RentedAsync();
        Task<WorkerProcess> first = scene.RentAsync();
        scene.Clock.Advance(TimeSpan.FromMilliseconds(300));
        Task<WorkerProcess> second = scene.RentAsync();
        scene.Clock.Advance(TimeSpan.FromMilliseconds(200));
        QueueTimeoutException late = await Assert.ThrowsAsync<QueueTimeoutException>(() => first);
        Assert.Equal("The call waited 0.5 s for a worker, which is the limit (NativeHostOptions.QueueTimeout). Nothing ran.", late.Message);
        scene.Pool.Return(worker);
        Assert.Same(worker, await second);
    }

    [Fact]
    public async Task Workers_that_nobody_needs_end_down_to_the_minimum_and_the_spares()
    {
        await using var scene = new PoolScene(new NativeHostOptions { MaxWorkers = 5, MinWorkers = 2, Spares = 1, IdleTimeout = TimeSpan.FromSeconds(10) });
        WorkerProcess[] used = [await scene.RentedAsync(), await scene.RentedAsync(), await scene.RentedAsync(), await scene.RentedAsync()];
        await scene.UntilStartedAsync(5);
        Array.ForEach(used, scene.Pool.Return);
        await scene.UntilIdleAsync(5);
        scene.Pass(9);
        Assert.Equal(5, scene.Pool.IdleCount);

        // One call each second on the same worker keeps that one, and no other.
        WorkerProcess? kept = null;
        for (int i = 0; i < 5; i++)
        {
            kept = await scene.RentedAsync();
            PoolScene.Call(kept);
            scene.Pool.Return(kept);
            scene.Pass(1);
        }

        Assert.Equal(3, scene.Pool.IdleCount);
        Assert.True(kept!.IsFit);
        await PoolScene.UntilAsync(() => scene.Pool.Count == 3, "two workers ended");
        scene.Pass(100);
        Assert.Equal(3, scene.Pool.IdleCount);
        Assert.Equal(5, scene.Workers.Started.Count);
        await scene.UntilToldAsync(SupervisionEventKind.WorkerRetired);
        Assert.All(scene.Of(SupervisionEventKind.WorkerRetired), retired => Assert.Contains($"Worker {retired.Generation} (process {retired.ProcessId}) was not needed", retired.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_minimum_is_started_again_where_it_dies()
    {
        await using var scene = new PoolScene(s_one with { MaxWorkers = 3, MinWorkers = 2 });
        WorkerProcess worker = await scene.RentedAsync();
        scene.Pool.Return(worker);
        await scene.UntilStartedAsync(2);
        await scene.Workers.Started[0].DieAsync();
        await scene.UntilStartedAsync(3);
        await scene.UntilIdleAsync(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worn_worker_serves_until_its_replacement_is_ready_and_its_call_has_ended(bool isInCall)
    {
        await using var scene = new PoolScene(s_one with { Recycling = new WorkerRecycling { Calls = 3 } });
        WorkerProcess worn = await scene.RentedAsync();
        var ready = new TaskCompletionSource();
        scene.Workers.BeforeStart = _ => ready.Task;
        for (int i = 0; i < 5; i++)
        {
            PoolScene.Call(worn);
            scene.Pool.Return(worn);
            Assert.Same(worn, await scene.RentedAsync());
        }

        if (!isInCall)
        {
            scene.Pool.Return(worn);
        }

        ready.SetResult();
        await scene.UntilToldAsync(SupervisionEventKind.WorkerRecycled);
        Assert.Equal(2, scene.Workers.Started.Count);
        if (isInCall)
        {
            Assert.Equal((true, false, 1), (worn.IsReady, worn.Death.IsCompleted, scene.Pool.IdleCount));
            scene.Pool.Return(worn);
        }

        await worn.Death.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(KillReason.Shutdown, (await worn.Death).KilledBecause);
        Assert.Same(scene.Workers.Started[1].Process, await scene.RentedAsync());
        SupervisionEventArgs recycled = Assert.Single(scene.Of(SupervisionEventKind.WorkerRecycled));
        Assert.Contains("by worker 2 after 3 calls", recycled.Message, StringComparison.Ordinal);
        Assert.Equal((worn.Generation, worn.ProcessId), (recycled.Generation, recycled.ProcessId));
    }

    [Fact]
    public async Task Old_workers_are_replaced_one_after_the_other()
    {
        await using var scene = new PoolScene(new NativeHostOptions { MaxWorkers = 3, MinWorkers = 3, Spares = 0, Recycling = new WorkerRecycling { Age = TimeSpan.FromMinutes(1) } });
        WorkerProcess first = await scene.RentedAsync();
        scene.Pool.Return(first);
        await scene.UntilIdleAsync(3);
        scene.Pass(59);
        Assert.Equal(3, scene.Workers.Started.Count);

        int starting = 0, most = 0;
        scene.Workers.BeforeStart = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref starting));
            await Task.Yield();
            Interlocked.Decrement(ref starting);
        };
        scene.Pass(2);
        await scene.UntilStartedAsync(6);
        await PoolScene.UntilAsync(() => scene.Pool.Count == 3, "the old ones ended");
        Assert.Equal(1, most);
        Assert.All(scene.Workers.Started.Take(3), old => Assert.True(old.Process.IsRetired));
    }

    [Fact]
    public async Task A_replacement_that_does_not_start_leaves_the_worn_worker_where_it_is()
    {
        await using var scene = new PoolScene(s_one with { Recycling = new WorkerRecycling { Age = TimeSpan.FromSeconds(5) } });
        WorkerProcess worn = await scene.RentedAsync();
        scene.Pool.Return(worn);
        int tries = 0;
        scene.Workers.BeforeStart = _ => Interlocked.Increment(ref tries) < 3 ? throw new WorkerUnavailableException("No.") : Task.CompletedTask;
        scene.Pass(6);
        await PoolScene.UntilAsync(() => Volatile.Read(ref tries) > 0, "a try");
        Assert.Same(worn, await scene.RentedAsync());
        scene.Pool.Return(worn);
        await scene.PassUntilAsync(() => scene.Of(SupervisionEventKind.WorkerRecycled).Length > 0, seconds: 60);
        await worn.Death.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task One_death_is_one_replacement()
    {
        await using var scene = new PoolScene(new NativeHostOptions { MaxWorkers = 2, MinWorkers = 1, Spares = 1, RestartBudget = RestartBudget.Unlimited });
        WorkerProcess worker = await scene.RentedAsync();
        await scene.UntilStartedAsync(2);
        for (int deaths = 1; deaths <= 20; deaths++)
        {
            // With a call on board, so that its caller gives it back while it is being buried.
            await scene.Workers.Started.First(started => started.Process == worker).DieAsync();
            scene.Pool.Return(worker);
            worker = await scene.RentedAsync();
            await scene.UntilStartedAsync(deaths + 2);
            await PoolScene.UntilAsync(() => scene.Pool.Count == 2, "two workers");
            Assert.Equal(deaths + 2, scene.Workers.Started.Count);
        }
    }

    [Fact]
    public async Task A_dead_worker_is_not_handed_out()
    {
        await using var scene = new PoolScene(s_one with { MaxWorkers = 2, MinWorkers = 0 });
        WorkerProcess first = await scene.RentedAsync();
        scene.Pool.Return(first);
        await scene.Workers.Started[0].DieAsync();
        Assert.NotSame(first, await scene.RentedAsync());
    }
}
