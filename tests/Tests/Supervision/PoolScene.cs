using FfiIsolation.Diagnostics;
using FfiIsolation.Supervision;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;
using Microsoft.Extensions.Time.Testing;

namespace FfiIsolation.Tests.Supervision;

/// <summary>A pool over workers without processes, and a clock that the test moves.</summary>
internal sealed class PoolScene : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public PoolScene(NativeHostOptions options)
    {
        Options = options with { TimeProvider = Clock };
        Events = new HostEvents(null, new HostTelemetry("test"), new HostHistory(Clock));
        Events.Supervision += (_, happened) =>
        {
            lock (Told)
            {
                Told.Add(happened);
            }
        };
        Workers = new FakeWorkers(Clock);
        Gate = new RestartGate(Options.RestartBudget, Clock, Events);
        Pool = new WorkerPool(Options, Workers.StartAsync, Workers.StartGuardedAsync, Gate, Events, _ => Task.CompletedTask);
    }

    public FakeTimeProvider Clock { get; } = new();

    public NativeHostOptions Options { get; }

    public HostEvents Events { get; }

    public List<SupervisionEventArgs> Told { get; } = [];

    public FakeWorkers Workers { get; }

    public RestartGate Gate { get; }

    public WorkerPool Pool { get; }

    public Task<WorkerProcess> RentAsync() => Pool.RentAsync(CancellationToken.None);

    public async Task<WorkerProcess> RentedAsync() => await RentAsync().WaitAsync(s_patience);

    /// <summary>Makes a call in a worker that the test has.</summary>
    public static void Call(WorkerProcess worker) => worker.Call(CallSamples.Prepare("int f(void)"), 0x1000, Timeout.InfiniteTimeSpan);

    /// <summary>Lets seconds pass, one upkeep each.</summary>
    public void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Waits for what other threads do: they are not the clock's.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_patience, what);
            await Task.Yield();
        }
    }

    public Task UntilStartedAsync(int count) => UntilAsync(() => Workers.Started.Count >= count, $"{count} starts, and there were {Workers.Started.Count}");

    /// <summary>Lets time pass by the second until something holds, with a while for others to run in each.</summary>
    public async Task PassUntilAsync(Func<bool> condition, int seconds)
    {
        for (int passed = 0; passed < seconds && !condition(); passed++)
        {
            Pass(1);
            for (int looks = 0; looks < 50 && !condition(); looks++)
            {
                await Task.Delay(1);
            }
        }
    }

    public Task UntilIdleAsync(int count) => UntilAsync(() => Pool.IdleCount == count, $"{count} idle workers, and there were {Pool.IdleCount}");

    public Task UntilToldAsync(SupervisionEventKind kind) => UntilAsync(() => Of(kind).Length > 0, $"{kind} was not told");

    public SupervisionEventArgs[] Of(SupervisionEventKind kind)
    {
        lock (Told)
        {
            return [.. Told.Where(happened => happened.Kind == kind)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        Workers.Dispose();
        Events.Complete();
    }
}
