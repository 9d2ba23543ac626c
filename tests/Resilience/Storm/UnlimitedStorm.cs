// Crashes of every kind from many threads on a small pool, with nothing that holds them back, and good calls between them.
using System.Collections.Concurrent;
using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Storm;

internal sealed class UnlimitedStorm(StormOptions options)
{
    private const int MostGoodCalls = 4; // of one thread between two of its crashes
    private const int Spares = 2;

    private readonly ConcurrentDictionary<long, CrashReport> _died = new();
    private int _next = -1;

    /// <summary>From a call to its exception, of those that kill and do not hang.</summary>
    public StormTimes Deaths { get; } = new();

    /// <summary>From that exception to the end of the next good call of the same thread.</summary>
    public StormTimes Recoveries { get; } = new();

    public OutcomeLedger Ledger { get; } = new();

    public int Crashes { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    /// <exception cref="BrokenPromiseException">Something is not as it should be; says what.</exception>
    public async Task RunAsync()
    {
        await using NativeHost host = await NativeHost.StartAsync(Unrationed.Options with
        {
            MaxWorkers = options.Workers,
            Spares = Spares,
            MaxQueuedCalls = 10 * options.Threads,
            Lane = options.Lane,
        });
        int told = 0, deaths = 0;
        var toldTwice = new ConcurrentDictionary<long, byte>();
        host.CrashReported += (_, crash) =>
        {
            Interlocked.Increment(ref told);
            toldTwice.TryAdd(crash.Report.Generation, 0);
        };
        host.SupervisionChanged += (_, happened) => deaths += happened.Kind == SupervisionEventKind.WorkerDied ? 1 : 0;

        Targets targets = await Targets.OfAsync(host);
        var deck = new FaultDeck(new Random(options.Seed));
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Threads).Select(thread => Task.Run(() => StrikeAsync(host, targets, deck, thread))));
        Elapsed = Stopwatch.GetElapsedTime(start);
        Crashes = options.Crashes;
        await Ledger.CheckAsync();

        await Eventually.HoldsAsync(() => Volatile.Read(ref told) >= _died.Count, () => $"{_died.Count} workers died, {told} crashes were told.");
        if (told != _died.Count || deaths != _died.Count || !toldTwice.Keys.Order().SequenceEqual(_died.Keys.Order()))
        {
            throw new BrokenPromiseException($"{_died.Count} workers died; {told} crashes were told, of {toldTwice.Count} workers, and {deaths} deaths.");
        }

        // Not by their numbers: the system has given many of those to others since.
        await Eventually.HoldsAsync(
            () => ProcessTable.Children().Length <= options.Workers + Spares, () => $"{ProcessTable.Children().Length} processes are there, where the pool has {options.Workers + Spares} workers at the most.");
    }

    private async Task StrikeAsync(NativeHost host, Targets targets, FaultDeck deck, int thread)
    {
        try
        {
            await StrikeUntilOverAsync(host, targets, deck, new Random(Seeds.Of(options.Seed, thread)));
        }
        catch
        {
            // What one thread has found is told when the others have ended too.
            Volatile.Write(ref _next, options.Crashes);
            throw;
        }
    }

    private async Task StrikeUntilOverAsync(NativeHost host, Targets targets, FaultDeck deck, Random random)
    {
        var caller = new Caller(Ledger);
        int number;
        while ((number = Interlocked.Increment(ref _next)) < options.Crashes)
        {
            FaultRow row = deck[number];
            long called = Stopwatch.GetTimestamp();
            CrashReport? report = await row.MakeAsync(host, caller);
            long crashed = Stopwatch.GetTimestamp();
            if (report is not null && !_died.TryAdd(report.Generation, report))
            {
                throw new BrokenPromiseException($"The death of worker {report.Generation} was told to two calls: {report.Summary}");
            }

            await GoodCalls.AddAsync(targets, random, caller);
            if (row is { Kills: true, Hangs: false })
            {
                Deaths.Add(Stopwatch.GetElapsedTime(called, crashed));
                Recoveries.Add(Stopwatch.GetElapsedTime(crashed));
            }

            for (int i = random.Next(MostGoodCalls); i > 0; i--)
            {
                await GoodCalls.OneAsync(targets, random, caller);
            }
        }
    }
}
