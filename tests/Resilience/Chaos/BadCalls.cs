// Calls that go wrong by themselves, or that their callers give up, beside others that must not notice.
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class BadCalls
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("faults", FaultsAsync),
        new("cancel", CancelAsync),
        new("stop.while", StoppedForAWhileAsync),
        new("stop.forever", StoppedForEverAsync),
        new("dispose.busy", DisposeAsync),
        new("dispose.starting", DisposeWhileStartingAsync),
    ];

    private static async Task FaultsAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        var deck = new FaultDeck(scene.Random);
        await scene.BesideAsync(host, 2, mayFail: null, async () =>
        {
            for (int i = 0; i < 15; i++)
            {
                await deck[i].MakeAsync(host, scene.NewCaller());
            }

            // And one that hangs.
            FaultRow[] hanging = [.. FaultRow.All.Where(row => row.Hangs)];
            await hanging[scene.Random.Next(hanging.Length)].MakeAsync(host, scene.NewCaller());
        });
        await scene.RecoversAsync(host);
    }

    /// <summary>Callers that go away, at any moment, and timeouts that are too short.</summary>
    private static async Task CancelAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { CancellationGrace = TimeSpan.FromMilliseconds(scene.Random.Next(50)) });
        NativeFunction sleep = await host.FaultAsync(Faults.PrototypeOf("sleep_for"));
        int[] choices = [.. Enumerable.Range(0, 4 * 25).Select(_ => scene.Random.Next())];
        await scene.BesideAsync(host, 2, mayFail: null, () => Task.WhenAll(choices.Chunk(25).Select(async chunk =>
        {
            foreach (int choice in chunk)
            {
                var random = new Random(choice);
                using var goes = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(25)));
                var options = new CallOptions { CancellationToken = goes.Token, Timeout = TimeSpan.FromMilliseconds(random.Next(5, 40)) };
                OutcomeKind ended = await scene.Ledger.TryAsync("sleep_for", () => Patiently.Await(sleep.InvokeAsync(options, random.Next(30)), "sleep_for"));
                BrokenPromise.Unless(ended is OutcomeKind.Completed or OutcomeKind.Cancelled or OutcomeKind.TimedOut, $"A call that may be cancelled ended as {ended}.");
            }
        })));
        await scene.RecoversAsync(host);
    }

    /// <summary>Workers that do not run for a while: their calls are late, and right.</summary>
    private static async Task StoppedForAWhileAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        await scene.BesideAsync(host, 3, mayFail: null, async () =>
        {
            for (int i = 0; i < 4; i++)
            {
                int[] workers = ProcessTable.Children();
                foreach (int worker in workers)
                {
                    Killing.Send(worker, Killing.Stop);
                }

                await Task.Delay(scene.Random.Next(5, 200));
                foreach (int worker in workers)
                {
                    Killing.Send(worker, Killing.Continue);
                }
            }
        });
        await scene.RecoversAsync(host);
    }

    /// <summary>Workers that never run again: found by the deadline of their calls, and by nothing else.</summary>
    private static async Task StoppedForEverAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { CallTimeout = TimeSpan.FromMilliseconds(scene.Random.Next(200, 600)) });
        await scene.BesideAsync(host, 2, e => e is CallTimeoutException, async () =>
        {
            foreach (int worker in ProcessTable.Children())
            {
                Killing.Send(worker, Killing.Stop);
            }

            await Task.Delay(scene.Random.Next(100));
        });

        // A spare that was stopped is found by the first call that it gets.
        for (int worker = 0; worker < 10; worker++)
        {
            try
            {
                await GoodCalls.AddAsync(await Targets.OfAsync(host), scene.Random, scene.NewCaller());
            }
            catch (CallTimeoutException)
            {
                // That was one of them.
            }
        }

        await scene.RecoversAsync(host);
    }

    /// <summary>By several at a time, with calls in native code and in the queue. Whoever has disposed a host has seen its workers gone.</summary>
    private static async Task DisposeAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        await scene.BesideAsync(host, 6, e => e is WorkerLostException or ObjectDisposedException, async () =>
        {
            await Task.Delay(scene.Random.Next(60));
            int[] workers = ProcessTable.Children();
            await Patiently.Await(
                Task.WhenAll(Enumerable.Range(0, scene.Random.Next(1, 4)).Select(_ => Task.Run(async () =>
                {
                    await host.DisposeAsync();
                    BrokenPromise.Unless(ProcessTable.Children().Length == 0, "A host is disposed, and has workers.");
                }))),
                "the end of a host");
        });
        await Failures.ExpectAsync<ObjectDisposedException>(() => host.LoadAsync("c"));
    }

    /// <summary>While spares and sessions are started, and while the host itself is, whose caller gives up.</summary>
    private static async Task DisposeWhileStartingAsync(Scene scene)
    {
        for (int i = 0; i < 3; i++)
        {
            NativeHost host = await scene.StartAsync(options => options with { Spares = 4 });
            Task<NativeSession>[] opening = [.. Enumerable.Range(0, 3).Select(_ => host.OpenSessionAsync())];
            await Task.Delay(scene.Random.Next(15));
            await Patiently.Await(host.DisposeAsync().AsTask(), "the end of a host");
            BrokenPromise.Unless(ProcessTable.Children().Length == 0, "A host is disposed, and has workers.");
            foreach (Task<NativeSession> open in opening)
            {
                try
                {
                    await using NativeSession session = await Patiently.Await(open, "opening a session");
                }
                catch (ObjectDisposedException)
                {
                    // It was not in time.
                }
            }

            using var goes = new CancellationTokenSource(TimeSpan.FromMilliseconds(scene.Random.Next(15)));
            try
            {
                await using NativeHost late = await Patiently.Await(NativeHost.StartAsync(new NativeHostOptions { Lane = scene.Lane }, goes.Token), "starting a host");
            }
            catch (OperationCanceledException)
            {
                BrokenPromise.Unless(ProcessTable.Children().Length == 0, "A host that did not start has a worker.");
            }
        }
    }
}
