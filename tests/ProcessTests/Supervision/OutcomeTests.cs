using System.Globalization;
using FfiIsolation.Processes;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>Whatever ends a call races with whatever else ends it: each call has one outcome, and has run once at most.</summary>
public sealed class OutcomeTests
{
    private const string Wait = "int mark_and_wait(const char *path, int milliseconds, bool crashes)";
    private const int Threads = 4;

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Cancellation_races_with_the_crash(LaneChoice lane)
    {
        await using Race race = await Race.StartAsync(lane, RecordedHost.Options with { CancellationGrace = TimeSpan.FromMilliseconds(2) });
        await race.RunAsync([OutcomeKind.Cancelled, OutcomeKind.Crashed], rounds: 15, async (wait, random, mark) =>
        {
            using var cancellation = new CancellationTokenSource();
            int crashesAfter = random.Next(6);
            Task<NativeResult> call = wait.InvokeAsync(cancellation.Token, mark, crashesAfter, true).AsTask();
            await Task.Delay(random.Next(2) == 0 ? random.Next(8) : random.Next(100)); // how long a crash takes depends on what else runs
            await cancellation.CancelAsync();
            return await call;
        });
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task The_deadline_races_with_the_crash_and_with_the_return(LaneChoice lane)
    {
        await using Race race = await Race.StartAsync(lane, RecordedHost.Options);
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(15) };
        await race.RunAsync([OutcomeKind.TimedOut, OutcomeKind.Crashed, OutcomeKind.Completed], rounds: 15, (wait, random, mark) => wait.InvokeAsync(options, mark, random.Next(10, 45), random.Next(2) == 0).AsTask());
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_kill_from_outside_races_with_everything(LaneChoice lane)
    {
        await using Race race = await Race.StartAsync(lane, RecordedHost.Options with { MaxWorkers = 3, CallRetries = 0, StartRetries = 20, StartRetryDelay = TimeSpan.FromMilliseconds(1) });
        using var stop = new CancellationTokenSource();
        Task killing = KillAsync(stop.Token);
        try
        {
            await race.RunAsync([OutcomeKind.Completed, OutcomeKind.Crashed], rounds: 60, (wait, random, mark) => random.Next(2) == 0
                ? Task.Run(() => wait.Invoke(mark, random.Next(3), false))
                : wait.InvokeAsync(mark, random.Next(3), false).AsTask());
        }
        finally
        {
            await stop.CancelAsync();
            await killing;
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Disposal_races_with_everything_sessions_included(LaneChoice lane)
    {
        var ledger = new OutcomeLedger();
        for (int round = 0; round < 4; round++)
        {
            int seed = round;
            RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 2, CancellationGrace = TimeSpan.FromMilliseconds(5) });
            NativeFunction wait = await recorded.Host.FaultAsync(Wait);
            NativeSession session = await recorded.Host.OpenSessionAsync();
            NativeFunction ofSession = await session.FaultAsync(Wait);
            using var begun = new CountdownEvent(Threads);
            Task[] callers = [.. Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
            {
                var random = new Random((seed * Threads) + thread);
                OutcomeKind last = OutcomeKind.Completed;
                for (int i = 0; i < 1000 && last != OutcomeKind.Disposed; i++)
                {
                    // A session is lost by its first crash, so it makes none.
                    bool inSession = thread % 2 == 0 && seed % 2 == 0;
                    string mark = OwnTemporaryFolder.NewFile();
                    using var cancellation = new CancellationTokenSource(random.Next(1, 20));
                    CallOptions options = random.Next(3) == 0 ? cancellation.Token : new CallOptions { Timeout = TimeSpan.FromMilliseconds(random.Next(5, 60)) };
                    bool crashes = !inSession && random.Next(4) == 0;
                    int milliseconds = random.Next(8);
                    NativeFunction function = inSession ? ofSession : wait;
                    last = await ledger.TryAsync($"{(inSession ? "session" : "host")} call {thread}/{i} of round {seed}", () => function.InvokeAsync(options, mark, milliseconds, crashes).AsTask(), mark);
                    if (i == 5)
                    {
                        begun.Signal();
                    }
                }
            }))];
            Assert.True(begun.Wait(Patience.Unexpected));
            await Task.WhenAll(recorded.DisposeAsync().AsTask(), session.DisposeAsync().AsTask()).WaitAsync(Patience.Unexpected);
            await Task.WhenAll(callers).WaitAsync(Patience.Unexpected);
        }

        Assert.Empty(await ledger.CloseAsync());
        Assert.Equal(ledger.Sent, ledger.Settled);
        Assert.True(ledger[OutcomeKind.Disposed] > 0, ledger.ToString());
        Assert.True(ledger[OutcomeKind.Completed] > 0, ledger.ToString());
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Those_who_wait_for_a_sessions_turn_are_bystanders_of_the_crash(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction wait = await session.FaultAsync(Wait);
        var ledger = new OutcomeLedger();
        string[] marks = [.. Enumerable.Range(0, 8).Select(_ => OwnTemporaryFolder.NewFile())];
        Task<OutcomeKind> culprit = ledger.TryAsync("the culprit", () => wait.InvokeAsync(marks[0], 100, true).AsTask(), marks[0]);
        await Eventually.HoldsAsync(() => File.Exists(marks[0]), "the culprit did not start");
        OutcomeKind[] bystanders = await Task.WhenAll(marks[1..].Select(mark => ledger.TryAsync($"bystander {mark}", () => wait.InvokeAsync(mark, 0, false).AsTask(), mark)));
        Assert.Equal(OutcomeKind.Crashed, await culprit);
        Assert.All(bystanders, kind => Assert.Equal(OutcomeKind.LostNotStarted, kind));
        Assert.Empty(await ledger.CloseAsync());
        await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerDied, 1);
        Assert.Single(recorded.Recording.Of(SupervisionEventKind.WorkerDied));
    }

    /// <summary>Kills a worker now and then, whatever it does. One that has just been started is left alone: starts have tests of their own.</summary>
    private static async Task KillAsync(CancellationToken stop)
    {
        var random = new Random(1);
        int[] before = [];
        while (!stop.IsCancellationRequested)
        {
            int[] workers = ProcessTable.Children();
            int[] settled = [.. workers.Intersect(before)];
            before = workers;
            if (settled.Length > 0)
            {
                LinuxCalls.Kill(settled[random.Next(settled.Length)], LinuxCalls.SignalKill);
            }

            await Task.Delay(random.Next(20, 40), CancellationToken.None);
        }
    }

    /// <summary>One host, and calls from many threads, all entered in one ledger.</summary>
    private sealed class Race(RecordedHost recorded, NativeFunction wait) : IAsyncDisposable
    {
        private readonly OutcomeLedger _ledger = new();

        public static async Task<Race> StartAsync(LaneChoice lane, NativeHostOptions options)
        {
            RecordedHost recorded = await RecordedHost.StartAsync(options with { Lane = lane, Spares = 2 });
            return new Race(recorded, await recorded.Host.FaultAsync(Wait));
        }

        /// <summary>
        /// Calls from every thread, for that many rounds and on until each of these has won at least once, which the test's time limit bounds:
        /// how long a race takes depends on what else the machine does. Nothing else may have won.
        /// </summary>
        public async Task RunAsync(OutcomeKind[] winners, int rounds, Func<NativeFunction, Random, string, Task<NativeResult>> call)
        {
            CancellationToken stop = TestContext.Current.CancellationToken;
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
            {
                var random = new Random(thread);
                for (int i = 0; i < rounds || (!winners.All(kind => _ledger[kind] > 0) && !stop.IsCancellationRequested); i++)
                {
                    string mark = OwnTemporaryFolder.NewFile();
                    string name = string.Create(CultureInfo.InvariantCulture, $"call {thread}/{i}");
                    await _ledger.TryAsync(name, () => call(wait, random, mark), mark);
                }
            })));
            Assert.Empty(await _ledger.CloseAsync());
            Assert.Equal(_ledger.Sent, _ledger.Settled);
            Assert.All(winners, kind => Assert.True(_ledger[kind] > 0, $"No call was {kind}: {_ledger}"));
            Assert.True(_ledger[OutcomeKind.Rejected] + _ledger[OutcomeKind.Unavailable] + _ledger[OutcomeKind.Disposed] == 0, _ledger.ToString());
        }

        public ValueTask DisposeAsync() => recorded.DisposeAsync();
    }
}
