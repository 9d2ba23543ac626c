using FfiIsolation.Tests.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

/// <summary>An application's TimeProvider that fails after a worker has started: whoever waits for the worker's death has it all the same.</summary>
public sealed class ThrowingClockTests
{
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);
    private readonly Clock _clock = new();

    [Fact]
    public async Task A_death_is_told()
    {
        using var workers = new FakeWorkers(_clock);
        WorkerProcess worker = await StartAsync(workers);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await workers.Started[0].DieAsync();
        WorkerDeath death = await worker.Death.WaitAsync(Unexpected, TestContext.Current.CancellationToken);
        Assert.Equal("SIGSEGV", death.Report.SignalName);
        Assert.InRange(death.Report.Time, before, TimeProvider.System.GetUtcNow());
        Assert.InRange(death.Report.Uptime, TimeSpan.FromTicks(1), Unexpected);
    }

    [Fact]
    public async Task A_worker_whose_pipe_ends_is_killed()
    {
        using var workers = new FakeWorkers(_clock);
        WorkerProcess worker = await StartAsync(workers);
        workers.Started[0].Pipe.SetResult();
        Assert.Equal(KillReason.PipeClosed, (await worker.Death.WaitAsync(Unexpected, TestContext.Current.CancellationToken)).KilledBecause);
    }

    [Fact]
    public async Task A_worker_that_is_stopped_ends()
    {
        using var workers = new FakeWorkers(_clock);
        WorkerProcess worker = await StartAsync(workers);
        await worker.StopAsync(Unexpected).WaitAsync(Unexpected, TestContext.Current.CancellationToken);
        Assert.Equal(KillReason.Shutdown, (await worker.Death).KilledBecause);
    }

    private async Task<WorkerProcess> StartAsync(FakeWorkers workers)
    {
        WorkerProcess worker = await workers.StartAsync(TestContext.Current.CancellationToken);
        _clock.Throws = true;
        return worker;
    }

    private sealed class Clock : TimeProvider
    {
        public volatile bool Throws;

        public override long GetTimestamp() => Throws ? throw new InvalidOperationException("No time.") : base.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => Throws ? throw new InvalidOperationException("No date.") : base.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Throws ? throw new InvalidOperationException("No timer.") : base.CreateTimer(callback, state, dueTime, period);
    }
}
