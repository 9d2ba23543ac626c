using System.Collections.Concurrent;
using FfiIsolation.ProcessTests.Lanes;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Diagnostics;

public sealed class MetricsTests
{
    private static readonly CallOptions s_short = new() { Timeout = TimeSpan.FromMilliseconds(50) };

    /// <summary>What callers can meet, and the outcome that is counted for it.</summary>
    private static readonly Dictionary<Type, string> s_outcomes = new()
    {
        [typeof(NativeResult)] = "completed",
        [typeof(CppException)] = "threw",
        [typeof(InvalidTimeZoneException)] = "threw", // of a callback
        [typeof(NativeCrashException)] = "crashed",
        [typeof(BufferOverrunException)] = "overran",
        [typeof(CallTimeoutException)] = "timed_out",
        [typeof(TaskCanceledException)] = "cancelled",
        [typeof(OperationCanceledException)] = "cancelled",
        [typeof(ArgumentException)] = "rejected",
    };

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(BothLanesTests.Lanes), MemberType = typeof(BothLanesTests))]
    public async Task Calls_by_outcome_are_what_their_callers_got_each_once(LaneChoice lane)
    {
        string name = $"calls {lane}";
        using var measured = new Measurements(name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = name, Lane = lane, MaxWorkers = 2, CancellationGrace = TimeSpan.Zero });
        NativeFunction add = await host.FaultAsync("int add(int a, int b)");
        NativeFunction crash = await host.FaultAsync("int null_read(void)");
        NativeFunction hang = await host.FaultAsync("void sleep_forever(void)");
        NativeFunction callBack = await host.FaultAsync("int call_back(int (*callback)(int value), int value)");
        NativeFunction fill = await host.FaultAsync("void fill(char *dst, size_t size, char c)");
        NativeFunction thrower = await host.FunctionAsync(Faults.CppLibrary, "int cpp_throw_int(int value)");
        Func<Task<NativeResult>>[] calls =
        [
            () => Task.FromResult(add.Invoke(1, 2)),
            async () => await add.InvokeAsync(1, 2),
            () => Task.FromResult(crash.Invoke()),
            async () => await crash.InvokeAsync(),
            () => Task.FromResult(hang.Invoke(s_short)),
            async () => await hang.InvokeAsync(s_short),
            async () =>
            {
                using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
                return await hang.InvokeAsync(new CallOptions { CancellationToken = stop.Token });
            },
            () => Task.FromResult(fill.Invoke(NativeBuffer.Out<byte>(2), 3, 65)),
            () => Task.FromResult(thrower.Invoke(1)),
            async () => await thrower.InvokeAsync(1),
            () => Task.FromResult(add.Invoke(1)),
            async () => await add.InvokeAsync("one", 2),
            () => Task.FromResult(callBack.Invoke(NativeCallback.Of<int, int>(_ => throw new InvalidTimeZoneException()), 1)),
            async () => await callBack.InvokeAsync(NativeCallback.Of<int, int>(_ => throw new InvalidTimeZoneException()), 1),
        ];

        var books = new ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                foreach (Func<Task<NativeResult>> call in calls)
                {
                    books.Enqueue(s_outcomes[await TypeOfAsync(call)]);
                }
            }
        })));

        Assert.Equal(3 * 2 * calls.Length, books.Count);
        await Eventually.HoldsAsync(() => measured.Sum("ffi.calls") >= books.Count, () => $"{measured.Sum("ffi.calls")} of {books.Count} calls were counted");
        Assert.Equal(Counts(books), Counts(measured.Of("ffi.calls").Select(one => (string)one.Tags["ffi.outcome"]!)));
        Assert.Equal(Counts(books), Counts(measured.Of("ffi.call.duration").Select(one => (string)one.Tags["ffi.outcome"]!)));
        Assert.All(measured.Of("ffi.call.duration"), one => Assert.InRange(one.Value, 0, Patience.Unexpected.TotalSeconds));
        Assert.All(measured.Of("ffi.call.duration").Where(one => (string)one.Tags["ffi.outcome"]! == "timed_out"), one => Assert.InRange(one.Value, 0.05, 20));
        Assert.All(measured.Of("ffi.calls"), one => Assert.Equal((string)one.Tags["ffi.outcome"]! == "completed", !one.Tags.ContainsKey("error.type")));
        Assert.Contains(measured.Of("ffi.calls"), one => one.Tags is { } tags && Equals(tags["ffi.function"], "cpp_throw_int") && Equals(tags["ffi.library"], "libfaults_cpp.so") && Equals(tags["error.type"], typeof(CppException).FullName));

        // A cancelled call costs its worker too, unless it was still waiting for one.
        int deaths = books.Count(outcome => outcome is "crashed" or "timed_out");
        await Eventually.HoldsAsync(() => measured.Sum("ffi.crashes") - measured.Sum("ffi.crashes", "ffi.kill.reason", "cancelled") >= deaths, () => $"{measured.Sum("ffi.crashes")} of {deaths} deaths were counted");
        Assert.Equal(books.Count(outcome => outcome == "crashed"), measured.Sum("ffi.crashes", "ffi.crash.cause", "null_pointer"));
        Assert.Equal(books.Count(outcome => outcome == "timed_out"), measured.Sum("ffi.crashes", "ffi.kill.reason", "timeout"));
        Assert.Equal(books.Count(outcome => outcome == "timed_out"), measured.Sum("ffi.timeouts"));
        Assert.Equal(books.Count(outcome => outcome == "crashed"), measured.Sum("ffi.crashes", "ffi.function", "null_read"));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Workers_are_counted_from_start_to_end()
    {
        const string Name = "workers";
        using var measured = new Measurements(Name);
        await using (NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = Name, MaxWorkers = 2, Spares = 0, CallRetries = 1 }))
        {
            NativeFunction again = await host.FaultAsync("int crash_first_times(const char *path, int times) __attribute__((pure))");
            Assert.Equal(2, (int)await again.InvokeAsync(OwnTemporaryFolder.NewFile(), 1));
            Assert.Equal(1, measured.Sum("ffi.call.retries"));
            await Eventually.HoldsAsync(() => measured.Sum("ffi.worker.restarts") == 1, "the restart was not counted");
            NativeSession session = await host.OpenSessionAsync();
            Dictionary<string, double> states = measured.Observe("ffi.workers", "ffi.worker.state");
            Assert.Equal(["abandoned", "busy", "idle", "session", "starting"], states.Keys.Order());
            Assert.Equal((1, 0), (states["session"], states["busy"]));
            Assert.Equal(0, measured.Observe("ffi.queue.length", "none")[""]);

            string said = "inside " + Guid.NewGuid();
            var inside = new TaskCompletionSource();
            host.OutputReceived += (_, line) => _ = line.Text == said && inside.TrySetResult();
            Task<NativeResult> slow = (await host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)")).InvokeAsync(said, 60_000).AsTask();
            await inside.Task.WaitAsync(Patience.Unexpected);
            Assert.Equal(1, measured.Observe("ffi.workers", "ffi.worker.state")["busy"]);
            await session.DisposeAsync();
            await host.DisposeAsync();
            await Assert.ThrowsAsync<WorkerLostException>(() => slow);
        }

        Assert.Empty(measured.Observe("ffi.workers", "ffi.worker.state"));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Each_worker_that_started_died_or_was_stopped()
    {
        const string Name = "ends";
        using var measured = new Measurements(Name);
        RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Name = Name });
        await Assert.ThrowsAsync<NativeCrashException>(async () => await (await recorded.Host.FaultAsync("int null_read(void)")).InvokeAsync());
        await (await recorded.Host.OpenSessionAsync()).DisposeAsync();
        await recorded.DisposeAsync();
        await Eventually.HoldsAsync(() => measured.Sum("ffi.crashes") == 1, "the crash was not counted");
        await Eventually.HoldsAsync(() => recorded.Recording.Entries.Any(entry => entry.Contains("HostStopped", StringComparison.Ordinal)), "the end was not told");
        Assert.Equal(measured.Sum("ffi.worker.starts"), measured.Sum("ffi.worker.stops") + measured.Sum("ffi.crashes"));

        // The events say the same, each worker by its number.
        string[] entries = recorded.Recording.Entries;
        Assert.Equal(measured.Sum("ffi.worker.starts"), entries.Count(entry => entry.StartsWith("Information WorkerStarted Worker ", StringComparison.Ordinal)));
        SupervisionEventArgs[] ends = [.. recorded.Recording.Of(SupervisionEventKind.WorkerDied), .. recorded.Recording.Of(SupervisionEventKind.WorkerStopped)];
        Assert.Equal(measured.Sum("ffi.worker.starts"), ends.Length);
        Assert.Equal(ends.Length, ends.Select(end => end.Generation).Distinct().Count());
        Assert.DoesNotContain(null, ends.Select(end => end.Generation));
        Assert.Contains(entries, entry => entry.StartsWith("Information HostStarted Host ends started", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_a_confinement_refuses_is_counted()
    {
        const string Name = "refused";
        Assert.SkipWhen(Confinement.Confined.WhyUnsupported is not null, Confinement.Confined.WhyUnsupported ?? "");
        using var measured = new Measurements(Name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = Name, Confinement = Confinement.Confined });
        Assert.Equal(-1, (int)await (await host.FunctionAsync("c", "int socket(int domain, int type, int protocol)")).InvokeAsync(2, 1, 0));
        await Eventually.HoldsAsync(() => measured.Sum("ffi.refused_actions") > 0, "it was not counted");
        Assert.Equal(["ffi.host", "ffi.system_call"], Assert.Single(measured.Of("ffi.refused_actions"), one => Equals(one.Tags["ffi.system_call"], "socket")).Tags.Keys.Order());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_batch_is_one_call_of_its_own_kind()
    {
        const string Name = "batches";
        using var measured = new Measurements(Name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = Name });
        NativeFunction divide = await host.FaultAsync("int divide(int a, int b)");
        int[] results = new int[3];
        divide.Map(results, new[] { 6, 8, 9 }, 2);
        await divide.MapAsync(new BatchOptions(), results.AsMemory(), new[] { 6, 8, 9 }, 3);
        await Assert.ThrowsAsync<NativeCrashException>(() => divide.MapAsync(new BatchOptions(), results.AsMemory(), new[] { 1, 1, 1 }, new[] { 1, 0, 1 }));
        Assert.Throws<ArgumentException>(() => divide.Map(results, new[] { 6 }, 2));
        Assert.Equal(["completed", "completed", "crashed", "rejected"], measured.Of("ffi.calls").Select(one => one.Tags["ffi.outcome"]));
        Assert.All(measured.Of("ffi.calls"), one => Assert.Equal("batch", one.Tags["ffi.call.kind"]));
    }

    private static async Task<Type> TypeOfAsync(Func<Task<NativeResult>> call)
    {
        try
        {
            return (await call()).GetType();
        }
        catch (Exception e)
        {
            return e.GetType();
        }
    }

    private static string Counts(IEnumerable<string> outcomes) =>
        string.Join(", ", outcomes.GroupBy(outcome => outcome).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));
}
