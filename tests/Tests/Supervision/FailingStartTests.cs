using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Supervision;

/// <summary>Starts that fail, and those who wait meanwhile.</summary>
public sealed class FailingStartTests
{
    private static readonly NativeHostOptions s_options = new()
    {
        MaxWorkers = 2, MinWorkers = 0, Spares = 0, StartTimeout = TimeSpan.FromSeconds(10), RestartBudget = RestartBudget.Unlimited,
    };

    [Fact]
    public async Task A_start_that_fails_fast_does_not_drain_the_queue()
    {
        await using var scene = new PoolScene(s_options with { MaxWorkers = 1 });
        int tries = 0;
        var open = new TaskCompletionSource();
        scene.Workers.BeforeStart = async _ =>
        {
            await open.Task;
            if (Interlocked.Increment(ref tries) <= 4)
            {
                throw new WorkerUnavailableException("No.");
            }
        };

        // Many wait when a start fails: it is told to the one for whose sake it was made, and to nobody else.
        Task<WorkerProcess>[] waiting = [.. Enumerable.Range(0, 100).Select(_ => scene.RentAsync())];
        open.SetResult();
        await Assert.ThrowsAsync<WorkerUnavailableException>(() => waiting[0]);
        Assert.All(waiting[1..], other => Assert.False(other.IsCompleted));

        // After its pause, which doubles, each further start tells the one that has waited longest.
        for (int pause = 1, failed = 1; failed <= 3; pause *= 2, failed++)
        {
            int before = tries;
            scene.Pass(pause - 1);
            Assert.Equal(before, tries);
            scene.Pass(1);
            await PoolScene.UntilAsync(() => waiting[failed].IsCompleted, $"call {failed} was told");
            Assert.True(waiting[failed].IsFaulted);
            Assert.All(waiting[(failed + 1)..], other => Assert.False(other.IsCompleted));
        }

        // Then it works, and everybody is served.
        scene.Pass(8);
        for (int i = 4; i < waiting.Length; i++)
        {
            scene.Pool.Return(await waiting[i].WaitAsync(TimeSpan.FromSeconds(20)));
        }

        Assert.Equal(5, tries);
    }

    [Fact]
    public async Task Nobody_waits_for_ever_where_no_worker_starts()
    {
        await using var scene = new PoolScene(s_options with { MaxWorkers = 1 });
        scene.Workers.BeforeStart = _ => throw new WorkerUnavailableException("No.");
        Task<WorkerProcess>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => scene.RentAsync())];
        await scene.PassUntilAsync(() => waiting.All(call => call.IsCompleted), seconds: 40);
        Assert.All(waiting, call => Assert.IsType<WorkerUnavailableException>(call.Exception?.InnerException));
    }

    [Fact]
    public async Task A_call_that_comes_while_starts_are_paused_has_a_start_of_its_own()
    {
        await using var scene = new PoolScene(s_options);
        scene.Workers.BeforeStart = _ => throw new WorkerUnavailableException("No.");
        await Assert.ThrowsAsync<WorkerUnavailableException>(scene.RentAsync);
        scene.Workers.BeforeStart = _ => Task.CompletedTask;
        await scene.RentedAsync();
    }

    [Fact]
    public async Task A_start_that_fails_is_told_to_nobody_while_a_worker_lives()
    {
        await using var scene = new PoolScene(s_options);
        WorkerProcess worker = await scene.RentedAsync();
        var failed = new TaskCompletionSource();
        scene.Workers.BeforeStart = _ =>
        {
            failed.TrySetResult();
            throw new WorkerUnavailableException("No.");
        };
        Task<WorkerProcess> waiting = scene.RentAsync();
        await failed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        scene.Pool.Return(worker);
        Assert.Same(worker, await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_spent_budget_does_not_drain_the_queue_either()
    {
        await using var scene = new PoolScene(s_options with { MaxWorkers = 1, RestartBudget = new RestartBudget { Restarts = 1, Break = TimeSpan.FromSeconds(5) } });
        WorkerProcess worker = await scene.RentedAsync();
        Task<WorkerProcess>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => scene.RentAsync())];
        CrashReport report = new Crashes.DeathBuilder().Fault(0).Report;
        scene.Gate.RecordDeath(report);
        scene.Gate.RecordDeath(report);
        await scene.Workers.Started[0].DieAsync();
        scene.Pool.Return(worker);
        await PoolScene.UntilAsync(() => waiting[0].IsFaulted, "the first was told");
        Assert.IsType<WorkerUnavailableException>(waiting[0].Exception!.InnerException);
        Assert.All(waiting[1..], call => Assert.False(call.IsCompleted));
        scene.Pass(6);
        Assert.NotSame(worker, await waiting[1].WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
