// Where one experiment takes place: hosts, callers beside it, a ledger; and afterwards everything is as before.
using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal sealed class Scene
{
    private static readonly TimeSpan s_patienceAfterFailure = TimeSpan.FromSeconds(10);

    private readonly ResourceSnapshot _before;
    private readonly List<NativeHost> _hosts = [];
    private readonly string _marks = Directory.CreateTempSubdirectory("marks-").FullName;
    private int _nextMark;

    private Scene(ResourceSnapshot before, LaneChoice lane, Random random)
    {
        _before = before;
        Lane = lane;
        Random = random;
    }

    /// <summary>Decides everything that is left to chance, apart from when the system does what.</summary>
    public Random Random { get; }

    public LaneChoice Lane { get; }

    public OutcomeLedger Ledger { get; } = new();

    /// <summary>The longest time from something that went wrong to the next good result.</summary>
    public TimeSpan WorstRecovery { get; private set; }

    public static async Task<Scene> OpenAsync(LaneChoice lane, Random random)
    {
        await Eventually.HoldsAsync(() => ProcessTable.Children().Length == 0, () => $"Workers are there before anything was started: {string.Join(", ", ProcessTable.Children())}");
        return new Scene(Resources.Settled(), lane, random);
    }

    public Caller NewCaller() => new(Ledger);

    /// <summary>A file that is not there yet, for a call to leave its mark in.</summary>
    public string NewMark() => Path.Combine(_marks, $"{_nextMark++}");

    /// <summary>Starts a host of the scene, with what the experiment needs and the rest left to chance.</summary>
    public async Task<NativeHost> StartAsync(Func<NativeHostOptions, NativeHostOptions>? with = null)
    {
        NativeHostOptions options = Unrationed.Options with
        {
            Lane = Lane,
            MaxWorkers = Random.Next(1, 4),
            Spares = Random.Next(0, 3),
            StartRetryDelay = TimeSpan.FromMilliseconds(5),
        };
        NativeHost host = await Patiently.Await(NativeHost.StartAsync(with is null ? options : with(options)), "starting a host");
        _hosts.Add(host);
        return host;
    }

    /// <summary>Makes good calls of all kinds beside something, until that has ended.</summary>
    /// <param name="mayFail">How a call beside it may end, other than well; null where it is to notice nothing.</param>
    public async Task BesideAsync(NativeHost host, int callers, Func<Exception, bool>? mayFail, Func<Task> something)
    {
        Targets targets = await Targets.OfAsync(host);
        using var over = new CancellationTokenSource();
        Task[] loops = [.. Enumerable.Range(0, callers).Select(_ => Random.Next()).Select(seed => Task.Run(() => LoopAsync(targets, new Random(seed), mayFail, over.Token)))];
        try
        {
            await something();
        }
        catch
        {
            await over.CancelAsync();
            await Task.WhenAny(Task.WhenAll(loops), Task.Delay(s_patienceAfterFailure));
            throw;
        }

        await over.CancelAsync();
        await Patiently.Await(Task.WhenAll(loops), "calls beside the experiment");
    }

    /// <summary>Waits until a host serves a call well, and notes how long that took.</summary>
    public async Task RecoversAsync(NativeHost host)
    {
        long start = Stopwatch.GetTimestamp();
        Targets? targets = null;
        while (targets is null)
        {
            try
            {
                targets = await Targets.OfAsync(host);
                await GoodCalls.AddAsync(targets, Random, NewCaller());
            }
            catch (Exception e) when (e is WorkerUnavailableException or CallFailedException && Stopwatch.GetElapsedTime(start) < Patiently.Bound)
            {
                targets = null;
                await Task.Delay(10);
            }
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        WorstRecovery = took > WorstRecovery ? took : WorstRecovery;
        for (int i = 0; i < 5; i++)
        {
            await GoodCalls.OneAsync(targets, Random, NewCaller());
        }
    }

    /// <summary>Runs what takes place here, and sees to it that every call has ended once and nothing is left.</summary>
    public async Task PlayAsync(Func<Scene, Task> play)
    {
        try
        {
            await play(this);
        }
        catch
        {
            // What was found counts, and not what becomes of the rest.
            Task ends = Task.WhenAll(_hosts.Select(host => host.DisposeAsync().AsTask()));
            await Task.WhenAny(ends, Task.Delay(s_patienceAfterFailure));
            throw;
        }

        foreach (NativeHost host in _hosts)
        {
            await Patiently.Await(host.DisposeAsync().AsTask(), "the end of a host");
        }

        await Ledger.CheckAsync();
        Directory.Delete(_marks, recursive: true);
        await Resources.AreRestoredAsync(_before);
    }

    private async Task LoopAsync(Targets targets, Random random, Func<Exception, bool>? mayFail, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await GoodCalls.OneAsync(targets, random, NewCaller());
            }
            catch (Exception e) when (e is not BrokenPromiseException)
            {
                if (mayFail?.Invoke(e) != true)
                {
                    throw new BrokenPromiseException($"A call beside the experiment failed: {e}", e);
                }
            }
        }
    }
}
