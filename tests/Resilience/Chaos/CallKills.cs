// SIGKILL, and other signals from outside, at each step of a call.
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class CallKills
{
    private static readonly (int Number, string Name)[] s_signals = [(9, "SIGKILL"), (15, "SIGTERM"), (11, "SIGSEGV"), (6, "SIGABRT"), (10, "SIGUSR1")];

    /// <summary>The worker that is killed is then the one with the call.</summary>
    private static readonly Func<NativeHostOptions, NativeHostOptions> s_oneWorker = options => options with { MaxWorkers = 1, Spares = 0 };

    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("kill.enter", EnteringAsync),
        new("kill.native", InNativeCodeAsync),
        new("kill.result", ReadingAsync),
        new("kill.callback", InCallbackAsync),
        new("kill.batch", InBatchAsync),
    ];

    /// <summary>Back to back, so that the signal finds a call on its way in, inside or on its way out. Each leaves a mark in a file: none may leave two,
    /// and one that is said not to have started, none.</summary>
    private static async Task EnteringAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(s_oneWorker);
        NativeFunction mark = await host.FaultAsync(Faults.PrototypeOf("crash_first_times"));
        for (int i = 0; i < 20; i++)
        {
            Task killing = Deaths.KillSoonAsync(scene, microseconds: 3000);
            do
            {
                string file = scene.NewMark();
                await Deaths.MayComeAsync(async () =>
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
        (int number, string name) = s_signals[scene.Random.Next(s_signals.Length)];
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
        NativeHost host = await scene.StartAsync(s_oneWorker);
        NativeFunction text = (await Targets.OfAsync(host))["long_text"];
        for (int i = 0; i < 10; i++)
        {
            Task killing = Deaths.KillSoonAsync(scene, microseconds: 5000);
            do
            {
                await Deaths.MayComeAsync(async () =>
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
            catch (Exception e) when (Deaths.Is(e))
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
        Task killing = Deaths.KillSoonAsync(scene, microseconds: 8000);
        HashSet<long> failed = [];
        bool isWhole = true;
        try
        {
            ended = await scene.NewCaller().CallAsync("batch", () => divide.MapAsync(skip, quotients.AsMemory(), dividends, 3));
            failed = [.. ended.Failures.Select(failure => failure.Row)];
        }
        catch (CallFailedException e) when (e.Row is null)
        {
            // Killed where no row ran: which of the last ones have run is not known then, and none is run twice.
            isWhole = false;
        }

        await killing;
        BrokenPromise.Unless(failed.Count <= 1, $"One worker was killed, and {failed.Count} rows failed.");
        BrokenPromise.Unless(Enumerable.Range(0, dividends.Length).All(row => quotients[row] == dividends[row] / 3 || failed.Contains(row) || (!isWhole && quotients[row] == 0)), "A row is wrong that is not listed.");
        await scene.RecoversAsync(host);
    }
}
