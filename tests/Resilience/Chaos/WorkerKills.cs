// SIGKILL at random moments, and at each step of a worker's life.
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class WorkerKills
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("kill.random", AtRandomAsync),
        new("kill.start", StartingAsync),
        new("kill.bind", BindingAsync),
        new("kill.stop", StoppingAsync),
        new("kill.session", SessionAsync),
    ];

    private static async Task AtRandomAsync(Scene scene)
    {
        // Starts are hit too, and again in their retries.
        NativeHost host = await scene.StartAsync(options => options with { StartRetries = 20 });
        await scene.BesideAsync(host, 3, Deaths.Is, async () =>
        {
            for (int i = 0; i < 15; i++)
            {
                await Task.Delay(scene.Random.Next(1, 30));
                Killing.Any(scene.Random);
            }
        });
        await scene.RecoversAsync(host);
    }

    /// <summary>From the first instruction to the handshake and a little beyond: a start takes some 6 ms.</summary>
    private static async Task StartingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { MaxWorkers = 1, Spares = 0, StartRetries = 20 });
        for (int i = 0; i < 8; i++)
        {
            int[] known = ProcessTable.Children();
            TimeSpan after = TimeSpan.FromMicroseconds(scene.Random.Next(12_000));
            using var opened = new CancellationTokenSource();
            Task killing = Task.Run(() => Killing.Next(known, after, opened.Token));
            await using NativeSession session = await Patiently.Await(host.OpenSessionAsync(), "opening a session");
            await opened.CancelAsync();
            await killing;

            // It was killed before, and another was started for it; or after, and its call learns of it.
            await Deaths.MayComeAsync(async () => await GoodCalls.AddAsync(await Targets.OfAsync(session), scene.Random, scene.NewCaller()));
        }

        await scene.RecoversAsync(host);
    }

    private static async Task BindingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { MaxWorkers = 1, Spares = 0 });
        for (int i = 0; i < 10; i++)
        {
            // Loading and resolving, in a worker that knows nothing yet. What it was that it died of has to be said as such, and not as a library that is missing.
            Task killing = Deaths.KillSoonAsync(scene, microseconds: 4000);
            await Deaths.MayComeAsync(async () => await Targets.OfAsync(host));
            await killing;
        }

        await scene.RecoversAsync(host);
    }

    /// <summary>While it is asked to end: nobody gets an exception for that.</summary>
    private static async Task StoppingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            NativeSession session = await host.OpenSessionAsync();
            if (scene.Random.Next(2) == 0)
            {
                await Targets.OfAsync(session);
            }

            int worker = session.ProcessId;
            TimeSpan after = TimeSpan.FromMicroseconds(scene.Random.Next(2000));
            Task killing = Task.Run(() =>
            {
                Killing.Spin(after);
                Killing.Send(worker, Killing.Kill);
            });
            await Patiently.Await(session.DisposeAsync().AsTask(), "the end of a session");
            await killing;
            BrokenPromise.Unless(!ProcessTable.Exists(worker), "The worker of a session that has ended is there.");
        }

        await scene.RecoversAsync(host);
        Task last = Deaths.KillSoonAsync(scene, microseconds: 2000);
        await Patiently.Await(host.DisposeAsync().AsTask(), "the end of a host");
        await last;
    }

    /// <summary>One session's worker is killed: that one is lost, and the others keep their state.</summary>
    private static async Task SessionAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        NativeSession[] sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.OpenSessionAsync()));
        try
        {
            NativeFunction[] counts = await Task.WhenAll(sessions.Select(session => session.FaultAsync(Faults.PrototypeOf("next_count"))));
            int victim = scene.Random.Next(sessions.Length), fall = scene.Random.Next(1, 20);
            for (int count = 1; count <= 20; count++)
            {
                for (int i = 0; i < sessions.Length; i++)
                {
                    if (i == victim && count >= fall)
                    {
                        Killing.Send(sessions[i].ProcessId, Killing.Kill);
                        await Failures.ExpectAsync<CallFailedException>(async () =>
                        {
                            // The first may be in time, before the signal is.
                            await scene.NewCaller().CallAsync(counts[victim], scene.Random);
                            await ProcessTable.AreGoneAsync(sessions[victim].ProcessId);
                            await scene.NewCaller().CallAsync(counts[victim], scene.Random);
                        });
                    }
                    else
                    {
                        NativeResult counted = await scene.NewCaller().CallAsync(counts[i], scene.Random);
                        BrokenPromise.Unless((int)counted == count, $"A session counted to {counted} and not to {count}.");
                    }
                }
            }
        }
        finally
        {
            foreach (NativeSession session in sessions)
            {
                await session.DisposeAsync();
            }
        }

        await scene.RecoversAsync(host);
    }
}
