using System.Diagnostics;
using FfiIsolation.ProcessTests.Papers;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Hostile;

/// <summary>The attacks of docs/threat-model.md: a worker that is none (tests/EvilWorker) makes each, and it ends as its row says, for that worker alone.</summary>
public sealed class HostileWorkerTests(HostileWorkerTests.Bystander bystander) : IClassFixture<HostileWorkerTests.Bystander>
{
    /// <summary>Of the tables of attacks.</summary>
    private static readonly string[] s_headings = ["At the start", "By message", "In the channels", "In callbacks", "In the shared memory", "In death", "As a process"];

    /// <summary>Characters of a line of output.</summary>
    private const int MaxLine = 8192;

    /// <summary>For what ends by a timeout: for the call, and for the start.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(400);

    /// <summary>Beyond it nothing may take, whatever the worker does. The longest wait that the host allows a dying worker is two seconds.</summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    /// <summary>Lane, number, call, exception or value, part of the message, what becomes of the worker.</summary>
    public static TheoryData<LaneChoice, int, string, string, string, string> Attacks() =>
        [.. s_headings.SelectMany(heading => PaperTable.Rows("threat-model.md", heading)).SelectMany(cells => LanesOf(cells[1]).Select(
            lane => (lane, int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), cells[2], cells[4], cells[5], cells[6])))];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Attacks))]
    public async Task An_attack_ends_as_its_row_says(LaneChoice lane, int attack, string call, string end, string told, string worker)
    {
        ResourceSnapshot before = await bystander.SettleAsync(lane);
        using EvilLink link = EvilLink.To(attack);
        bool endsByTime = end == nameof(CallTimeoutException) || told.Contains("didn't complete", StringComparison.Ordinal);
        PeakMemory memory = PeakMemory.Begin();
        long start = Stopwatch.GetTimestamp();
        NativeHost? host = null;
        int[] others = ProcessTable.Children();
        int[] evil = [];
        int longest = 0;
        try
        {
            (Exception? thrown, string? value) = await EvilCall.MakeAsync(
                async () =>
                {
                    host = await NativeHost.StartAsync(RecordedHost.Options with
                    {
                        WorkerPath = link.Path,
                        Lane = lane,
                        MaxWorkers = 1,
                        Spares = 0,
                        CallRetries = 0,
                        StartRetries = 0,
                        StartTimeout = endsByTime && call == "start" ? s_short : Patience.Unexpected,
                    });
                    host.OutputReceived += (_, line) => Interlocked.Exchange(ref longest, Math.Max(Volatile.Read(ref longest), line.Text.Length));

                    // Whatever is started from here on is a good one.
                    link.TurnToGood();
                    evil = [.. ProcessTable.Children().Except(others)];
                    return host;
                },
                call,
                sync: attack % 2 == 0,
                endsByTime ? s_short : Patience.Unexpected);
            string seen = $"{thrown?.GetType().Name ?? value}: {thrown?.Message}";
            bool isAny = end == "any" && (thrown is null or WorkerLostException);
            Assert.True(isAny || end == (thrown?.GetType().Name ?? value), $"Wanted {end}, got {seen}\n{thrown}");
            Assert.True(told == "-" || thrown?.Message.Contains(told, StringComparison.Ordinal) == true, $"Wanted '{told}', got {seen}");
            CleanText.Check(thrown);
            Assert.InRange(Volatile.Read(ref longest), 0, MaxLine);
            if (host is not null)
            {
                await EndAsync(host, worker, evil);
            }

            await bystander.GoesOnAsync(lane);
        }
        finally
        {
            if (host is not null)
            {
                await host.DisposeAsync().AsTask().WaitAsync(s_bound);
            }
        }

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, s_bound);
        memory.IsWithinBounds();
        await before.IsRestoredAsync();
    }

    [Fact]
    public void The_tables_have_rows() => Assert.InRange(Attacks().Count, 100, int.MaxValue);

    /// <summary>What becomes of the evil worker; and of its host, where that has none any more.</summary>
    private static async Task EndAsync(NativeHost host, string worker, int[] evil)
    {
        if (worker == "stays")
        {
            return;
        }

        Assert.Equal("killed", worker);
        Assert.Single(evil);
        await ProcessTable.AreGoneAsync(evil);
        Assert.Equal(5, (int)await (await host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
    }

    private static LaneChoice[] LanesOf(string cell) => cell switch
    {
        "memory" => [LaneChoice.SharedMemory],
        "message" => [LaneChoice.Rpc],
        "both" => [LaneChoice.SharedMemory, LaneChoice.Rpc],
        _ => throw new ArgumentException($"No lane is called {cell}."),
    };

    /// <summary>Good workers of the same process, which are to notice nothing.</summary>
    public sealed class Bystander : IAsyncDisposable
    {
        private readonly Dictionary<LaneChoice, RecordedHost> _hosts = [];

        internal async Task<ResourceSnapshot> SettleAsync(LaneChoice lane)
        {
            await GoesOnAsync(lane);
            int workers = _hosts.Count;
            await Eventually.HoldsAsync(() => ProcessTable.Children().Length == workers, "workers of an earlier test are there");
            return ResourceSnapshot.Take();
        }

        internal async Task GoesOnAsync(LaneChoice lane)
        {
            if (!_hosts.TryGetValue(lane, out RecordedHost? recorded))
            {
                _hosts[lane] = recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
            }

            Assert.Equal(5, (int)await (await recorded.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (RecordedHost recorded in _hosts.Values)
            {
                await recorded.DisposeAsync();
            }
        }
    }
}
