// SIGKILL to workers that stand at a step of their life, stopped or held there: each step is certainly hit. The kills of WorkerKills and CallKills are aimed by time,
// or hit a callback or native code, where a call stays as long as one likes.
using FfiIsolation.Resilience.Calls;

namespace FfiIsolation.Resilience.Chaos;

internal static class StepKills
{
    /// <summary>A worker before its program, and before the first call of these functions by its constructor (session, header, death signal, segment, pipe, guard, confinement) and by its runtime.</summary>
    private static readonly string[] s_steps = ["exec", "setsid", "pread", "prctl", "mmap", "connect", "sigaction", "syscall", "sched_getaffinity"];

    private static readonly string s_worker = Path.Combine(AppContext.BaseDirectory, "worker", "ffi-worker");
    private static readonly string s_stops = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults_steps.so");

    public static IReadOnlyList<Experiment> All { get; } =
    [
        new("step.start", StartingAsync),
        new("step.enter", EnteringAsync),
        new("step.read", ReadingAsync),
        new("step.end", EndingAsync),
    ];

    /// <summary>A start that ends at any step is made again, and nobody notices.</summary>
    private static async Task StartingAsync(Scene scene)
    {
        string mark = OwnTemporaryFolder.NewFile(), script = OwnTemporaryFolder.NewFile();
        File.WriteAllText(script, $"""
            #!/bin/sh
            if [ -e {mark} ]; then
                read step < {mark}
                rm {mark}
                if [ $step = exec ]; then kill -STOP $$; fi
                export FFI_STOP_AT=$step LD_PRELOAD={s_stops}
            fi
            exec {s_worker}

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            NativeHost host = await scene.StartAsync(options => options with { WorkerPath = script, MaxWorkers = 1, MinWorkers = 0, Spares = 0, StartRetries = 1 });
            await using NativeSession first = await host.OpenSessionAsync(); // has the worker that the host began with
            foreach (string step in s_steps)
            {
                File.WriteAllText(mark, $"{step}\n");
                Task<NativeSession> opening = host.OpenSessionAsync();
                int stopped = await StoppedAsync($"no worker came to {step}");
                Killing.Send(stopped, Killing.Kill);
                await using NativeSession session = await Patiently.Await(opening, "opening a session");
                BrokenPromise.Unless(session.ProcessId != stopped, "A worker that was killed serves a session.");
                await GoodCalls.AddAsync(await Targets.OfAsync(session), scene.Random, scene.NewCaller());
            }

            await scene.RecoversAsync(host);
        }
        finally
        {
            File.Delete(script);
            File.Delete(mark);
        }
    }

    /// <summary>The worker has the call and has not begun it: it is made in another, once.</summary>
    private static async Task EnteringAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { MaxWorkers = 1, Spares = 0 });
        NativeFunction mark = await host.FaultAsync(Faults.PrototypeOf("crash_first_times")), process = await host.FunctionAsync("c", "int getpid(void)");
        for (int i = 0; i < 3; i++)
        {
            int worker = (int)await scene.NewCaller().CallAsync(process, scene.Random);
            Killing.Send(worker, Killing.Stop);
            BrokenPromise.Unless(await StoppedAsync("the worker did not stop") == worker, "Another worker stopped.");
            string file = scene.NewMark();
            bool waits = scene.Random.Next(2) == 0;
            Task<NativeResult> call = scene.Ledger.CallAsync(
                "mark", () => Patiently.Await(waits ? Task.Run(() => mark.Invoke(file, 0)) : mark.InvokeAsync(file, 0).AsTask(), "mark"), file);
            await Eventually.HoldsAsync(() => host.Status.IdleWorkers == 0 || call.IsCompleted, "the call did not get the worker");
            Killing.Send(worker, Killing.Kill);
            BrokenPromise.Unless((int)await call == 1, "A call whose worker had not begun it did not run once.");
        }

        await scene.RecoversAsync(host);
    }

    /// <summary>The function has returned, and the worker reads the text that it returned.</summary>
    private static async Task ReadingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync(options => options with { MaxWorkers = 1, Spares = 0 });
        NativeFunction text = await host.FaultAsync(Faults.PrototypeOf("lazy_text")), process = await host.FunctionAsync("c", "int getpid(void)");
        int worker = (int)await scene.NewCaller().CallAsync(process, scene.Random);
        var held = new HeldCall();
        Task<NativeCrashException> crash = Failures.ExpectAsync<NativeCrashException>(() => scene.NewCaller().CallAsync(text, scene.Random, held.Arguments));
        await held.EnteredAsync();
        Killing.Send(worker, Killing.Kill);
        CrashReport report = (await crash).Report;
        BrokenPromise.Unless((report.ProcessId, report.SignalNumber, report.Call?.Function) == (worker, Killing.Kill, "lazy_text"), $"The report is of something else: {report}");
        await scene.RecoversAsync(host);
    }

    /// <summary>The worker has been asked to end, and runs what its libraries left for that.</summary>
    private static async Task EndingAsync(Scene scene)
    {
        NativeHost host = await scene.StartAsync();
        int deaths = 0;
        host.CrashReported += (_, _) => Interlocked.Increment(ref deaths);
        NativeSession session = await host.OpenSessionAsync();
        NativeFunction stop = await session.FaultAsync(Faults.PrototypeOf("stop_at_exit"));
        BrokenPromise.Unless((int)await scene.NewCaller().CallAsync(stop, scene.Random) == 0, "The hook was not registered.");
        Task ending = session.DisposeAsync().AsTask();
        int stopped = await StoppedAsync("the worker did not come to its hook");
        BrokenPromise.Unless(stopped == session.ProcessId, "Another worker stopped.");
        Killing.Send(stopped, Killing.Kill);
        await Patiently.Await(ending, "the end of a session");
        await scene.RecoversAsync(host);
        await Patiently.Await(host.DisposeAsync().AsTask(), "the end of a host");
        BrokenPromise.Unless(Volatile.Read(ref deaths) == 0, "The end of a worker that was asked to end was told as a crash.");
    }

    private static async Task<int> StoppedAsync(string otherwise)
    {
        int stopped = 0;
        await Eventually.HoldsAsync(() => (stopped = Array.Find(ProcessTable.Children(), worker => ProcessTable.State(worker) == "T")) != 0, otherwise);
        return stopped;
    }
}
