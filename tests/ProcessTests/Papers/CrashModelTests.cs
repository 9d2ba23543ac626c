using System.Diagnostics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Papers;

/// <summary>The tables of docs/crash-model.md: each row's call is made, and ends as its row says.</summary>
public sealed class CrashModelTests(CrashModelTests.Workers workers) : IClassFixture<CrashModelTests.Workers>
{
    private static readonly TimeSpan Expected = TimeSpan.FromSeconds(1), Unexpected = TimeSpan.FromMinutes(1);

    /// <summary>Call, exception, cause, blame, part of the summary.</summary>
    public static TheoryData<string, string, string, string, string> Ending() =>
        [.. PaperTable.Calls("Faults").Select(cells => (cells[0], cells[1], cells[2], cells[3], cells[4]))];

    /// <summary>Call, result.</summary>
    public static TheoryData<string, string> Returning() => [.. PaperTable.Calls("Faults that return").Select(cells => (cells[0], cells[1]))];

    /// <summary>Call, the call that sees its effect, what that one returns in the same worker.</summary>
    public static TheoryData<string, string, string> Staying() => [.. PaperTable.Calls("What stays with a worker").Select(cells => (cells[0], cells[1], cells[2]))];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Ending))]
    public async Task A_fault_ends_as_its_row_says(string call, string exception, string cause, string blame, string summary)
    {
        // What ends by its timeout is given a short one; everything else must not come near its own.
        var options = new CallOptions { Timeout = exception == nameof(CallTimeoutException) ? Expected : Unexpected };

        // A host of its own for a library whose destructor crashes: spares load what their host knows, and then every exit would crash.
        await using NativeHost? own = call.StartsWith("destructor_", StringComparison.Ordinal) ? await NativeHost.StartAsync(RecordedHost.Options) : null;
        NativeHost host = own ?? workers.Host;
        CallFailedException thrown = await Assert.ThrowsAnyAsync<CallFailedException>(() => FaultCall.Read(call).InvokeAsync(host, options));

        Assert.Equal(exception, thrown.GetType().Name);
        Assert.Contains(summary, thrown.Message, StringComparison.Ordinal);
        CrashReport? report = (thrown as NativeCrashException)?.Report ?? (thrown as CallTimeoutException)?.Report ?? (thrown as WorkerLostException)?.Report;
        Assert.Equal((cause, blame), (report?.Cause.ToString() ?? "-", report?.Blame.ToString() ?? "-"));
        await GoesOnAsync(host);
        if (report is not null)
        {
            await ProcessTable.AreGoneAsync(report.ProcessId);
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Returning))]
    public async Task A_fault_returns_as_its_row_says(string call, string result)
    {
        // A host of its own, which ends with the test: what was left behind ends with it.
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        NativeResult returned = await FaultCall.Read(call).InvokeAsync(host);
        if (result == "a process number")
        {
            Assert.InRange((int)returned, 2, int.MaxValue);
        }
        else
        {
            Assert.Equal(result == "no value" ? "" : result, returned.ToString());
        }

        await GoesOnAsync(host);
        if (call == "fork_and_escape()")
        {
            using var escaped = Process.GetProcessById((int)returned);
            escaped.Kill();
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Staying))]
    public async Task A_change_is_seen_by_later_calls_in_the_same_worker_alone(string change, string look, string seen)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        string before = (await FaultCall.Read(look).InvokeAsync(host)).ToString();

        // In a session it ends with the session.
        await using (NativeSession session = await host.OpenSessionAsync())
        {
            NativeResult changed = await FaultCall.Read(change).InvokeAsync(session);
            string after = (await FaultCall.Read(look).InvokeAsync(session)).ToString();
            Assert.Equal(seen.StartsWith("as before", StringComparison.Ordinal) ? before : seen, after);
            Assert.Equal(seen.Contains("warning", StringComparison.Ordinal), changed.Warning is not null);
        }

        Assert.Equal(before, (await FaultCall.Read(look).InvokeAsync(host)).ToString());

        // Without one, whoever comes next into that worker finds it.
        int worker = (int)await (await host.FunctionAsync("c", "int getpid(void)")).InvokeAsync();
        await FaultCall.Read(change).InvokeAsync(host);
        string found = (await FaultCall.Read(look).InvokeAsync(host)).ToString();
        Assert.Equal(worker, (int)await (await host.FunctionAsync("c", "int getpid(void)")).InvokeAsync());
        Assert.Equal(seen.StartsWith("as before", StringComparison.Ordinal) ? before : seen, found);
    }

    [Fact]
    public void The_tables_have_rows()
    {
        Assert.InRange(Ending().Count, 70, int.MaxValue);
        Assert.InRange(Returning().Count, 10, int.MaxValue);
        Assert.InRange(Staying().Count, 9, int.MaxValue);
    }

    private static async Task GoesOnAsync(NativeHost host) =>
        Assert.Equal("12", (await (await host.FaultAsync("int add(int a, int b)")).InvokeAsync(5, 7)).ToString());

    public sealed class Workers : IDisposable
    {
        public NativeHost Host { get; } = NativeHost.Start(new NativeHostOptions { RestartBudget = RestartBudget.Unlimited, Quarantine = QuarantinePolicy.Off, CallRetries = 0 });

        public void Dispose() => Host.Dispose();
    }
}
