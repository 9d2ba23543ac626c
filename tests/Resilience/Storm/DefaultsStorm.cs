// The same faults against a host as applications have it: the budget is spent, calls are refused, and when the storm is over the host is as before.
using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Storm;

internal sealed class DefaultsStorm(StormOptions options)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    public OutcomeLedger Ledger { get; } = new();

    /// <summary>Workers that died.</summary>
    public int Deaths { get; private set; }

    /// <summary>From the last fault to the first good call.</summary>
    public TimeSpan Calm { get; private set; }

    /// <exception cref="BrokenPromiseException">Something is not as it should be; says what.</exception>
    public async Task RunAsync()
    {
        NativeHostOptions defaults = new() { Lane = options.Lane };
        await using NativeHost host = await NativeHost.StartAsync(defaults);
        int deaths = 0;
        host.CrashReported += (_, _) => Interlocked.Increment(ref deaths);
        Targets targets = await Targets.OfAsync(host);
        var deck = new FaultDeck(new Random(options.Seed));
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Threads).Select(thread => Task.Run(() => StrikeAsync(host, targets, deck, start, thread))));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

        long over = Stopwatch.GetTimestamp();
        await CalmAsync(targets);
        Calm = Stopwatch.GetElapsedTime(over);
        await Ledger.CheckAsync();
        Deaths = Volatile.Read(ref deaths);

        // What dies while the circuit is closed, what is alive as it opens, and again after each break whose trial went well.
        RestartBudget budget = defaults.RestartBudget;
        int breaks = (int)((elapsed + Calm) / budget.Break) + 1;
        int most = breaks * (budget.Restarts!.Value + 1 + defaults.MaxWorkers + defaults.Spares + 1);
        if (Deaths > most)
        {
            throw new BrokenPromiseException($"{Deaths} workers died in {elapsed.TotalSeconds:0} s, where the budget allows {most} at the most.");
        }
    }

    private async Task StrikeAsync(NativeHost host, Targets targets, FaultDeck deck, long start, int thread)
    {
        var random = new Random(Seeds.Of(options.Seed, thread));
        var caller = new Caller(Ledger);
        for (int number = thread; Stopwatch.GetElapsedTime(start) < options.DefaultsTime; number += options.Threads)
        {
            // A fault or a good call may be refused while no worker is to be had. A good one that ran is right.
            bool refused = await IsRefusedAsync(() => deck[number].MakeAsync(host, caller)) | await IsRefusedAsync(() => GoodCalls.OneAsync(targets, random, caller));
            if (refused)
            {
                await Task.Delay(s_pause);
            }
        }
    }

    private async Task CalmAsync(Targets targets)
    {
        var random = new Random(options.Seed);
        var caller = new Caller(Ledger);
        long start = Stopwatch.GetTimestamp();
        while (await IsRefusedAsync(() => GoodCalls.AddAsync(targets, random, caller)))
        {
            BrokenPromise.Unless(Stopwatch.GetElapsedTime(start) < Patiently.Bound, "No call was served after the storm.");
            await Task.Delay(s_pause);
        }

        for (int i = 0; i < 100; i++)
        {
            await GoodCalls.OneAsync(targets, random, caller);
        }
    }

    private static async Task<bool> IsRefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (Exception e) when (e is WorkerUnavailableException or CallRejectedException)
        {
            return true; // nothing ran
        }
    }
}
