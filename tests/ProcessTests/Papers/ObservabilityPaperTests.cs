using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Papers;

/// <summary>docs/observability.md: the attributes that its table of instruments promises are those that are measured.</summary>
public sealed class ObservabilityPaperTests
{
    private static readonly string s_paper = Path.GetFullPath("../../../../docs/observability.md", AppContext.BaseDirectory);

    [Fact(Timeout = Patience.Deadline)]
    public async Task Each_instrument_has_the_attributes_of_its_row()
    {
        Dictionary<string, string> promised = File.ReadLines(s_paper)
            .Where(line => line.StartsWith("| `ffi.", StringComparison.Ordinal)).Select(line => line.Split('|')).Where(cells => cells.Length == 7)
            .ToDictionary(cells => cells[1].Trim(' ', '`'), cells => string.Join(", ", cells[4].Split(',').Select(name => name.Trim(' ', '`')).Order(StringComparer.Ordinal)));
        const string Name = "paper";
        using var measured = new Measurements(Name);
        var seen = new Dictionary<string, SortedSet<string>>();
        await using (NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = Name, RestartBudget = new RestartBudget { Restarts = 2, Break = TimeSpan.FromMilliseconds(500) } }))
        {
            foreach (string instrument in (string[])["ffi.workers", "ffi.queue.length"])
            {
                measured.Observe(instrument, "ffi.worker.state");
                Note(instrument);
            }

            await (await host.OpenSessionAsync()).DisposeAsync();
            var list = new CallList();
            list.Add(await host.FunctionAsync(Faults.CppLibrary, "int cpp_throw_int(int value)"), 1);
            Assert.Throws<CppException>(list.Run);
            NativeFunction crash = await host.FaultAsync("int null_read(void) __attribute__((pure))"), hang = await host.FaultAsync("void sleep_forever(void)");
            await Assert.ThrowsAsync<CallTimeoutException>(async () => await hang.InvokeAsync(new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) }));
            await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
            await Eventually.HoldsAsync(() => measured.Sum("ffi.crashes") == 3 && measured.Sum("ffi.restart_budget.spent") == 1, "three deaths were not counted");
        }

        await Assert.ThrowsAsync<WorkerUnavailableException>(
            () => NativeHost.StartAsync(new NativeHostOptions { Name = Name, WorkerPath = "/bin/false", StartRetries = 1, StartRetryDelay = TimeSpan.FromMilliseconds(1) }));
        foreach (string instrument in promised.Keys.Except(seen.Keys).ToArray())
        {
            Note(instrument);
        }

        // What a library's thread throws into the host, and what a confinement refuses, take more than this to come about: ThreadCallbackTests, QuarantineTests, MetricsTests.
        Assert.Equal(["ffi.callback.failures", "ffi.quarantines", "ffi.refused_actions"], promised.Keys.Except(seen.Keys));
        Assert.All(seen, one => Assert.Equal(promised[one.Key], string.Join(", ", one.Value)));

        void Note(string instrument)
        {
            if (measured.Of(instrument) is { Length: > 0 } taken)
            {
                seen[instrument] = new SortedSet<string>(taken.SelectMany(one => one.Tags.Keys), StringComparer.Ordinal);
            }
        }
    }
}
