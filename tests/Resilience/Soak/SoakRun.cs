using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Soak;

/// <summary>Everything that a host does, mixed, for a long time; stopped now and then to see what it holds.</summary>
internal sealed class SoakRun(SoakOptions options)
{
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(5);

    private readonly Gate _gate = new(options.Callers);
    private OutcomeLedger _ledger = new();
    private long _calls;

    public List<Sample> Samples { get; } = [];

    public Dictionary<OutcomeKind, long> Outcomes { get; } = [];

    /// <exception cref="BrokenPromiseException">A call did not do what it should.</exception>
    public async Task RunAsync(Action<Sample> sampled)
    {
        await using NativeHost host = await NativeHost.StartAsync(Unrationed.Options with { MaxWorkers = Measure.Workers, Lane = options.Lane });
        Targets targets = await Targets.OfAsync(host);
        using var over = new CancellationTokenSource();
        Task[] loops = [.. Enumerable.Range(0, options.Callers).Select(caller => Task.Run(() => LoopAsync(host, targets, caller, over.Token)))];
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i <= options.Samples; i++)
        {
            TimeSpan until = options.Time * i / options.Samples - Stopwatch.GetElapsedTime(start);
            await Task.WhenAny([Task.Delay(until > TimeSpan.Zero ? until : TimeSpan.Zero), .. loops]);
            await Patiently.Await(_gate.CloseAsync(), "a step of a caller");
            if (loops.FirstOrDefault(loop => loop.IsFaulted) is { } broken)
            {
                await over.CancelAsync();
                _gate.Open();
                await broken;
            }

            await SettleAsync();
            Samples.Add(Sampler.Take(Stopwatch.GetElapsedTime(start), _calls));
            sampled(Samples[^1]);
            _gate.Open();
        }

        await over.CancelAsync();
        await Patiently.Await(Task.WhenAll(loops), "the last calls");
        await SettleAsync();
    }

    /// <summary>Waits until the pool is at rest, and closes the ledger: one that lasts as long as the soak would be what grows.</summary>
    private async Task SettleAsync()
    {
        long start = Stopwatch.GetTimestamp();
        for (int[] last = [], now; Stopwatch.GetElapsedTime(start) < s_calm; last = now)
        {
            await Task.Delay(50);
            now = ProcessTable.Children();
            if (now.Length > 0 && now.SequenceEqual(last))
            {
                break;
            }
        }

        await _ledger.CheckAsync();
        _calls += _ledger.Settled;
        foreach (OutcomeKind kind in Enum.GetValues<OutcomeKind>())
        {
            Outcomes[kind] = Outcomes.GetValueOrDefault(kind) + _ledger[kind];
        }

        _ledger = new OutcomeLedger();
    }

    private async Task LoopAsync(NativeHost host, Targets targets, int number, CancellationToken over)
    {
        var random = new Random(Seeds.Of(options.Seed, number));
        var deck = new FaultDeck(random);
        try
        {
            for (int faults = 0; !over.IsCancellationRequested;)
            {
                await _gate.PassAsync();
                Task pause = PauseAsync(over);
                var caller = new Caller(_ledger);
                switch (random.Next(200))
                {
                    case 0:
                        await deck[faults++].MakeAsync(host, caller);
                        break;
                    case 1:
                        await SessionTrip.MakeAsync(host, random, caller);
                        break;
                    default:
                        await GoodCalls.OneAsync(targets, random, caller);
                        break;
                }

                await pause;
            }
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Ends when the next step of a caller may begin.</summary>
    private Task PauseAsync(CancellationToken over) => options.CallsPerSecond == 0
        ? Task.CompletedTask
        : Task.Delay(TimeSpan.FromSeconds((double)options.Callers / options.CallsPerSecond), over).ContinueWith(_ => { }, TaskScheduler.Default);
}
