using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Supervision;

/// <summary>A pool that takes nothing more and waits for what it has.</summary>
public sealed class DrainTests
{
    private static readonly NativeHostOptions s_options = new() { MaxWorkers = 1, Spares = 0 };

    [Fact]
    public async Task A_drained_pool_ends_what_it_has_and_refuses_the_rest()
    {
        await using var scene = new PoolScene(s_options);
        WorkerProcess worker = await scene.RentedAsync();
        Task<WorkerProcess> waiting = scene.RentAsync();
        WorkerProcess session = await scene.Pool.DetachAsync(guardedHeap: false, CancellationToken.None);
        Task<bool> draining = scene.Pool.DrainAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Contains("drained", (await Assert.ThrowsAsync<CallRejectedException>(scene.RentAsync)).Message, StringComparison.Ordinal);
        Assert.Contains("drained", (await Assert.ThrowsAsync<CallRejectedException>(() => scene.Pool.DetachAsync(guardedHeap: false, CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Null(scene.Pool.TryRentHot());
        scene.Pool.Return(worker);
        Assert.Same(worker, await waiting);
        scene.Pool.Return(worker);
        Assert.Null(scene.Pool.TryRentHot());
        Assert.False(draining.IsCompleted);
        await scene.Pool.EndSessionAsync(session);
        Assert.True(await draining.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_left()
    {
        await using var scene = new PoolScene(s_options);
        await scene.RentedAsync();
        Assert.False(scene.Pool.Counts().IsDraining);
        Task<bool> draining = scene.Pool.DrainAsync(TimeSpan.FromSeconds(3), CancellationToken.None);
        Assert.True(scene.Pool.Counts().IsDraining);
        scene.Pass(2);
        Assert.False(draining.IsCompleted);
        scene.Pass(1);
        Assert.False(await draining.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_pool_with_nothing_on_board_is_drained_at_once()
    {
        await using var scene = new PoolScene(s_options);
        scene.Pool.Return(await scene.RentedAsync());
        Assert.True(await scene.Pool.DrainAsync(TimeSpan.Zero, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_worker_that_nothing_ends_does_not_hold_up_the_end()
    {
        var scene = new PoolScene(s_options);
        await scene.RentedAsync();
        scene.Workers.AreImmortal = true;
        Task ending = scene.Pool.DisposeAsync().AsTask();
        await scene.PassUntilAsync(() => ending.IsCompleted, seconds: 60);
        await ending.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
