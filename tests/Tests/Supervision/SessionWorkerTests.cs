using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Supervision;

/// <summary>Which worker a session gets.</summary>
public sealed class SessionWorkerTests
{
    [Fact]
    public async Task A_guarded_heap_is_had_by_a_worker_that_is_started_for_it_and_by_no_other()
    {
        await using var scene = new PoolScene(new NativeHostOptions { MaxWorkers = 1, Spares = 0 });
        WorkerProcess first = await scene.RentedAsync();
        scene.Pool.Return(first);
        WorkerProcess guarded = await scene.Pool.DetachAsync(guardedHeap: true, CancellationToken.None);
        Assert.NotSame(first, guarded);
        Assert.NotNull(guarded.HeapCalls);
        Assert.Null(first.HeapCalls);

        // The idle one, which has run nothing, is still there for a session that wants no other.
        Assert.Same(first, await scene.Pool.DetachAsync(guardedHeap: false, CancellationToken.None));
        await scene.Pool.EndSessionAsync(guarded);
        await scene.Pool.EndSessionAsync(first);
    }
}
