// SIGKILL at random moments, and at each step that host and worker go through together.
using System.Diagnostics;
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class WorkerKills
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("kill.random", AtRandomAsync),
        new("kill.start", StartingAsync),
        new("kill.bind", BindingAsync),
        new("kill.enter", EnteringAsync),
        new("kill.native", InNativeCodeAsync),
        new("kill.result", ReadingAsync),
        new("kill.callback", InCallbackAsync),
        new("kill.batch", InBatchAsync),
        new("kill.stop", StoppingAsync),
        new("kill.session", SessionAsync),
    ];

    /// <summary>How a call may end whose worker was killed: the report names the signal, or it was lost on its way in or out.</summary>
    public static bool IsDeath(Exception e) => e is NativeCrashException { Report.SignalNumber: Killing.Kill } or WorkerLostException;

    private static async Task AtRandomAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        await scene.BesideAsync(host, 3, IsDeath, async () =>
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
            await MayDieAsync(async () => await GoodCalls.AddAsync(await Targets.OfAsync(session), scene.Random, scene.NewCaller()));
        }

        await scene.RecoversAsync(host);
    }

    private static async Task BindingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { MaxWorkers = 1, Spares = 0 });
        for (int i = 0; i < 10; i++)
        {
            // Loading and resolving, in a worker that knows nothing yet. What it was that it died of has to be said as such, and not as a library that is missing.
            Task killing = KillSoonAsync(scene, microseconds: 4000);
            await MayDieAsync(async () => await Targets.OfAsync(host));
            await killing;
        }

        await scene.RecoversAsync(host);
    }

    /// <summary>Back to back, so that the signal finds a call on its way in, inside or on its way out. Each leaves a mark in a file: none may leave two,
    /// and one that is said not to have started, none.</summary>
    private static async Task EnteringAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        NativeFunction mark = await host.FaultAsync(Faults.PrototypeOf("crash_first_times"));
        for (int i = 0; i < 10; i++)
        {
            Task killing = KillSoonAsync(scene, microseconds: 3000);
            do
            {
                string file = scene.NewMark();
                await MayDieAsync(async () =>
                {
                    bool waits = scene.Random.Next(2) == 0;
                    NativeResult runs = await scene.Ledger.CallAsync(
                        "mark", async () => waits ? mark.Invoke(file, 0) : await Patiently.Await(mark.InvokeAsync(file, 0), "mark"), file);
                    BrokenPromise.Unless((int)runs == 1, $"A call ran {runs} times.");
                });
            }
            while (!killing.IsCompleted);
            await killing;
        }

        await scene.RecoversAsync(host);
    }

    private static async Task InNativeCodeAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        NativeFunction sleep = await host.FaultAsync(Faults.PrototypeOf("say_and_sleep"));
        (int number, string name) = ((int, string)[])[(9, "SIGKILL"), (15, "SIGTERM"), (11, "SIGSEGV"), (6, "SIGABRT"), (10, "SIGUSR1")] is var signals ? signals[scene.Random.Next(signals.Length)] : default;
        var inside = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.OutputReceived += (_, line) => _ = line.Text == "inside" && inside.TrySetResult(line.ProcessId);

        // Nobody else is hurt, and nobody else notices.
        await scene.BesideAsync(host, 2, mayFail: null, async () =>
        {
            Task<NativeCrashException> crash = Failures.ExpectAsync<NativeCrashException>(() => scene.NewCaller().CallAsync(sleep, scene.Random, "inside", 600_000));
            int worker = await Patiently.Await(inside.Task, "the line of a call");
            Killing.Send(worker, number);
            CrashReport report = (await crash).Report;
            BrokenPromise.Unless(
                (report.ProcessId, report.SignalName, report.Blame, report.Call?.Function) == (worker, name, CrashBlame.Call, "say_and_sleep"), $"The report is of something else: {report}");
        });
        await scene.RecoversAsync(host);
    }

    private static async Task ReadingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        NativeFunction text = (await Targets.OfAsync(host))["long_text"];
        for (int i = 0; i < 10; i++)
        {
            Task killing = KillSoonAsync(scene, microseconds: 5000);
            do
            {
                await MayDieAsync(async () =>
                {
                    NativeResult read = await scene.NewCaller().CallAsync(text, scene.Random, 250_000);
                    BrokenPromise.Unless(read.Text?.Length == 250_000, "A text came back in part.");
                });
            }
            while (!killing.IsCompleted);
            await killing;
        }

        await scene.RecoversAsync(host);
    }

    private static async Task InCallbackAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        for (int i = 0; i < 4; i++)
        {
            await using NativeSession session = await host.OpenSessionAsync();
            Targets targets = await Targets.OfAsync(session);
            bool nests = scene.Random.Next(2) == 0, throws = scene.Random.Next(2) == 0;
            NativeCallback kills = NativeCallback.Of((int value) =>
            {
                if (nests && (int)targets["add"].Invoke(value, 1) != value + 1)
                {
                    throw new BrokenPromiseException("A nested call gave a wrong result.");
                }

                Killing.Send(session.ProcessId, Killing.Kill);
                return throws ? throw new InvalidDataException("after the kill") : value;
            });
            try
            {
                await scene.NewCaller().CallAsync(targets["call_back"], scene.Random, kills, 7);
                throw new BrokenPromiseException("A call returned whose worker was killed in its callback.");
            }
            catch (Exception e) when (IsDeath(e))
            {
                BrokenPromise.Unless(e is not WorkerLostException { Started: false }, "A call that was in its callback is said not to have started.");
            }

            WorkerLostException lost = await Failures.ExpectAsync<WorkerLostException>(() => scene.NewCaller().CallAsync(targets["add"], scene.Random, 1, 2));
            BrokenPromise.Unless(!lost.Started, "A call on a lost session is said to have started.");
        }

        await scene.RecoversAsync(host);
    }

    private static async Task InBatchAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        Random random = scene.Random;
        var skip = new BatchOptions { OnFailure = BatchFailureAction.Skip };

        // By a row itself: these rows fail, and no other.
        NativeFunction raise = await host.FaultAsync(Faults.PrototypeOf("raise_signal"));
        int[] signals = new int[random.Next(10, 3000)];
        long[] deadly = [.. Enumerable.Range(0, 3).Select(_ => (long)random.Next(signals.Length)).Distinct().Order()];
        foreach (long row in deadly)
        {
            signals[row] = Killing.Kill;
        }

        int[] results = [.. Enumerable.Repeat(-7, signals.Length)];
        BatchResult ended = await scene.NewCaller().CallAsync("batch", () => raise.MapAsync(skip, results.AsMemory(), signals));
        BrokenPromise.Unless(ended.Failures.Select(failure => failure.Row).SequenceEqual(deadly), $"Rows {string.Join(", ", deadly)} were killed; {string.Join(", ", ended.Failures.Select(failure => failure.Row))} failed.");
        BrokenPromise.Unless(results.Select((result, row) => result == (signals[row] == 0 ? 0 : -7)).All(right => right), "A row has a result that is not its own.");

        // From outside, at any row or between two.
        NativeFunction divide = (await Targets.OfAsync(host))["divide"];
        int[] dividends = [.. Enumerable.Range(0, 200_000).Select(_ => random.Next())];
        int[] quotients = new int[dividends.Length];
        Task killing = KillSoonAsync(scene, microseconds: 8000);
        ended = await scene.NewCaller().CallAsync("batch", () => divide.MapAsync(skip, quotients.AsMemory(), dividends, 3));
        await killing;
        HashSet<long> failed = [.. ended.Failures.Select(failure => failure.Row)];
        BrokenPromise.Unless(failed.Count <= 1, $"One worker was killed, and {failed.Count} rows failed.");
        BrokenPromise.Unless(Enumerable.Range(0, dividends.Length).All(row => quotients[row] == dividends[row] / 3 || failed.Contains(row)), "A row is wrong that is not listed.");
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
        Task last = KillSoonAsync(scene, microseconds: 2000);
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

    private static Task KillSoonAsync(Scene scene, int microseconds)
    {
        TimeSpan after = TimeSpan.FromMicroseconds(scene.Random.Next(microseconds));
        int which = scene.Random.Next();
        return Task.Run(() =>
        {
            Killing.Spin(after);
            Killing.Any(new Random(which));
        });
    }

    private static async Task MayDieAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (IsDeath(e))
        {
            // As it may.
        }
    }
}
