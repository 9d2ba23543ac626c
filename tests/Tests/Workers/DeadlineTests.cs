// A call past its deadline, with a clock of the test's own. The worker is none: its lane never answers, its process number is nobody's.
using FfiIsolation.Calls;
using FfiIsolation.Hangs;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class DeadlineTests
{
    private const int NobodysProcess = int.MaxValue - 1; // beyond every pid_max
    private static readonly TimeSpan Unexpected = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_call_past_its_deadline_has_its_worker_killed_and_one_without_has_not()
    {
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(500));
        using var deadlines = new DeadlineWatcher(clock);
        await using var late = new Scene(deadlines, clock);
        await using var patient = new Scene(deadlines, clock);
        Task<LaneReply> waiting = patient.Worker.CallAsync(CallSamples.Prepare("int f(void)"), 0x1000, Timeout.InfiniteTimeSpan);
        Task<LaneReply> overdue = late.Worker.CallAsync(CallSamples.Prepare("int g(void)"), 0x1000, TimeSpan.FromSeconds(5));
        Assert.True(late.Worker.HasDeadline);
        Assert.False(patient.Worker.HasDeadline);
        await clock.UntilAsync(() => !late.Worker.HasDeadline).WaitAsync(Unexpected);
        WorkerDeath death = await late.DieAsync();
        Assert.Equal(KillReason.Timeout, death.KilledBecause);
        var e = await Assert.ThrowsAsync<CallTimeoutException>(() => overdue.WaitAsync(Unexpected));
        Assert.Contains("g", e.Message);
        Assert.False(waiting.IsCompleted);
        Assert.Null((await patient.DieAsync()).KilledBecause);
        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(Unexpected));
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_ends_with_the_reason_of_who_gave_up_and_is_not_looked_at_twice()
    {
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(500));
        using var deadlines = new DeadlineWatcher(clock);
        await using var scene = new Scene(deadlines, clock);
        Task<LaneReply> running = scene.Worker.CallAsync(CallSamples.Prepare("int f(void)"), 0x1000, TimeSpan.FromSeconds(5));
        scene.Worker.EndHung(KillReason.Cancelled);
        scene.Worker.EndHung(KillReason.Timeout);
        Assert.False(scene.Worker.HasDeadline);
        await clock.UntilAsync(() => !scene.Worker.NeedsTicks).WaitAsync(Unexpected);
        WorkerDeath death = await scene.DieAsync();
        Assert.Equal(KillReason.Cancelled, death.KilledBecause);
        await Assert.ThrowsAsync<WorkerLostException>(() => running.WaitAsync(Unexpected));
    }

    /// <summary>The kernel's files can wait for locks that a stuck worker holds.</summary>
    [Fact]
    public async Task A_look_that_does_not_end_holds_up_no_kill()
    {
        using var end = new ManualResetEventSlim();
        using var looking = new SemaphoreSlim(0);
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(100));
        using var deadlines = new DeadlineWatcher(clock);
        await using var scene = new Scene(deadlines, clock, look: (_, _, _, _) =>
        {
            looking.Release();
            end.Wait(Unexpected);
        });
        Task<LaneReply> overdue = scene.Worker.CallAsync(CallSamples.Prepare("int f(void)"), 0x1000, TimeSpan.FromSeconds(1));
        Assert.True(await looking.WaitAsync(Unexpected));
        await clock.UntilAsync(() => !scene.Worker.NeedsTicks).WaitAsync(Unexpected);
        Assert.False(end.IsSet);
        end.Set();
        Assert.Equal(KillReason.Timeout, (await scene.DieAsync()).KilledBecause);
        await Assert.ThrowsAsync<CallTimeoutException>(() => overdue.WaitAsync(Unexpected));
    }

    [Fact]
    public async Task A_worker_that_waits_for_nothing_but_slow_calls_is_ticked_for_them()
    {
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(500));
        using var deadlines = new DeadlineWatcher(clock);
        await using var scene = new Scene(deadlines, clock, new SlowCallWatch(TimeSpan.FromSeconds(5), _ => { }));
        Assert.False(scene.Worker.NeedsTicks);
        Task<LaneReply> running = scene.Worker.CallAsync(CallSamples.Prepare("int f(void)"), 0x1000, Timeout.InfiniteTimeSpan);
        Assert.True(scene.Worker.NeedsTicks);
        await clock.ReadsAsync(30).WaitAsync(Unexpected);
        Assert.True(scene.Worker.NeedsTicks);
        Assert.Null((await scene.DieAsync()).KilledBecause);
        await Assert.ThrowsAnyAsync<Exception>(() => running.WaitAsync(Unexpected));
    }

    /// <summary>A host that was stopped finds its clock far ahead; that time was not the call's.</summary>
    [Fact]
    public async Task Time_that_the_host_slept_through_is_not_counted()
    {
        var clock = new SteppingClock(TimeSpan.FromSeconds(3));
        using var deadlines = new DeadlineWatcher(clock);
        await using var scene = new Scene(deadlines, clock);
        Task<LaneReply> running = scene.Worker.CallAsync(CallSamples.Prepare("int f(void)"), 0x1000, TimeSpan.FromSeconds(5));
        await clock.ReadsAsync(30).WaitAsync(Unexpected);
        Assert.True(scene.Worker.HasDeadline);
        Assert.Null((await scene.DieAsync()).KilledBecause);
        await Assert.ThrowsAnyAsync<Exception>(() => running.WaitAsync(Unexpected));
    }

    /// <summary>A worker that is there for the host, but of which no process is.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly FakeWorker _lane = new(new Rpc.Calls(_ => new TaskCompletionSource<FfiIsolation.Rpc.InvokeReply>().Task));
        private readonly ChildProcess _process = new(NobodysProcess, -1, -1, -1, 0, new ProcessOutput(256, null));

        public Scene(DeadlineWatcher deadlines, TimeProvider clock, SlowCallWatch? slowCalls = null, Action<ChildProcess, int, bool, Action<HangCapture>>? look = null) => Worker = new WorkerProcess(
            new WorkerIncarnation(1, "/nowhere", _process, HostSegment.Create(new byte[32]), _lane.Host, 0x1000, 0x2000), deadlines, clock, _ => { }, slowCalls) { Look = look ?? HangInspector.Inspect };

        public WorkerProcess Worker { get; }

        public async Task<WorkerDeath> DieAsync()
        {
            _process.Complete(new ProcessExit(9, 0, TimeSpan.Zero));
            return await Worker.Death.WaitAsync(Unexpected);
        }

        public async ValueTask DisposeAsync()
        {
            await DieAsync();
            await _lane.DisposeAsync();
        }
    }

    /// <summary>Goes forward by one step whenever it is read by another thread than that of the test, which is the watcher's.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private readonly Lock _lock = new();
        private readonly List<(Func<bool> Condition, TaskCompletionSource Done)> _waiting = [];
        private long _now = 1;
        private int _reads;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (_lock)
            {
                if (Thread.CurrentThread.Name == "FfiIsolation deadlines")
                {
                    _now += step.Ticks;
                    _reads++;
                }

                foreach ((Func<bool> condition, TaskCompletionSource done) in _waiting)
                {
                    if (condition())
                    {
                        done.TrySetResult();
                    }
                }

                return _now;
            }
        }

        /// <summary>Completes when the condition holds while the clock is read.</summary>
        public Task UntilAsync(Func<bool> condition)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _waiting.Add((condition, done));
            }

            return done.Task;
        }

        public Task ReadsAsync(int count) => UntilAsync(() => _reads >= count);
    }
}
