using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>Functions and libraries that keep killing workers, and those beside them that never notice.</summary>
public sealed class QuarantineTests
{
    /// <summary>Longer than any test lasts: a break ends when the test's clock says so.</summary>
    private static readonly TimeSpan s_break = TimeSpan.FromMinutes(1);

    private static readonly QuarantinePolicy s_policy = new() { FunctionDeaths = 5, ArgumentsDeaths = 2, LibraryDeaths = 2, Break = s_break };

    private readonly MovedClock _clock = new();

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_poison_call_stops_killing_workers_after_its_limit_while_other_functions_never_notice(LaneChoice lane)
    {
        // A budget that the poison would spend at once if nothing stopped it.
        await using RecordedHost recorded = await StartAsync(lane, s_policy, new RestartBudget { Restarts = 3 });
        NativeFunction poison = await recorded.Host.FaultAsync("int null_read(void)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        var ledger = new OutcomeLedger();
        using var stop = new CancellationTokenSource();
        Task[] others = [.. Enumerable.Range(0, 2).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                Assert.Equal(thread + i, (int)await ledger.CallAsync("add", () => i % 2 == 0 ? add.InvokeAsync(thread, i).AsTask() : Task.Run(() => add.Invoke(thread, i))));
            }
        }))];
        var own = new OutcomeLedger();
        for (int i = 0; i < 200; i++)
        {
            await own.TryAsync("null_read", () => i % 2 == 0 ? poison.InvokeAsync().AsTask() : Task.Run(() => poison.Invoke()));
        }

        await Eventually.HoldsAsync(() => ledger.Sent > 100, "the others were not called often enough");
        await stop.CancelAsync();
        await Task.WhenAll(others);
        Assert.Equal((2, 198), (own[OutcomeKind.Crashed], own[OutcomeKind.Quarantined]));
        Assert.Equal(ledger.Sent, ledger[OutcomeKind.Completed]);
        Assert.Empty(await ledger.CloseAsync());
        Assert.Empty(await own.CloseAsync());

        FunctionQuarantinedException refused = await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await poison.InvokeAsync());
        await Eventually.HoldsAsync(() => recorded.Recording.Crashes.Length >= refused.Evidence.Reports.Count, () => $"{recorded.Recording.Crashes.Length} crashes were told.");
        Assert.Equal(recorded.Recording.Crashes, refused.Evidence.Reports);
        Assert.Equal((QuarantineScope.Arguments, "null_read", Faults.Library, 2), (refused.Evidence.Scope, refused.Evidence.Prototype!.Name, refused.Evidence.LibraryPath, refused.Evidence.Deaths));
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1), s_break);
        Assert.Contains("SIGSEGV", refused.Message, StringComparison.Ordinal);
        await Eventually.HoldsAsync(
            () => recorded.Recording.Entries.Any(entry => entry.StartsWith("Warning QuarantineBegan null_read with these arguments is in quarantine", StringComparison.Ordinal)), () => string.Join('\n', recorded.Recording.Entries));
        Assert.Empty(recorded.Recording.Of(SupervisionEventKind.BudgetSpent));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Other_arguments_go_on_until_the_function_is_refused_as_a_whole(LaneChoice lane)
    {
        using var measured = new Measurements("quarantine");
        await using RecordedHost recorded = await StartAsync(lane, s_policy);
        NativeFunction divide = await recorded.Host.FaultAsync("int divide(int a, int b)");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(async () => await divide.InvokeAsync(1, 0));
        }

        Assert.Equal(QuarantineScope.Arguments, (await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await divide.InvokeAsync(1, 0))).Evidence.Scope);
        Assert.Equal(3, (int)divide.Invoke(6, 2));
        for (int i = 2; i < 5; i++)
        {
            Assert.Throws<NativeCrashException>(() => divide.Invoke(i, 0));
        }

        Assert.Equal(QuarantineScope.Function, Assert.Throws<FunctionQuarantinedException>(() => divide.Invoke(6, 2)).Evidence.Scope);
        Assert.Equal(2, measured.Sum("ffi.quarantines"));
        Assert.True(recorded.Host.Quarantine.Pardon(divide));
        Assert.Equal(3, (int)divide.Invoke(6, 2));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task The_trial_has_a_worker_of_its_own_and_costs_nobody_else_anything(LaneChoice lane)
    {
        // One worker, no spare, and a budget of which the two deaths before the quarantine leave nothing.
        await using RecordedHost recorded = await StartAsync(lane, s_policy, new RestartBudget { Restarts = 2, Window = TimeSpan.FromMinutes(10) }, maxWorkers: 1, spares: 0);
        NativeFunction poison = await recorded.Host.FaultAsync("int null_read(void)");
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(async () => await poison.InvokeAsync());
        }

        int serving = (int)await process.InvokeAsync();
        await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await poison.InvokeAsync());
        _clock.Pass(s_break);
        CrashReport trial = (await Assert.ThrowsAsync<NativeCrashException>(async () => await poison.InvokeAsync())).Report;
        Assert.NotEqual(serving, trial.ProcessId);
        Assert.Equal(1, trial.CallCount);
        Assert.Equal(serving, (int)await process.InvokeAsync());
        await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await poison.InvokeAsync());
        SupervisionEventArgs[] began = await recorded.Recording.UntilAsync(SupervisionEventKind.QuarantineBegan, 2);
        Assert.Equal(3, began[1].Quarantine!.Deaths);
        Assert.Single(recorded.Recording.Of(SupervisionEventKind.QuarantineTrial));
        Assert.Empty(recorded.Recording.Of(SupervisionEventKind.BudgetSpent));
        await ProcessTable.AreGoneAsync(trial.ProcessId);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_function_that_does_well_again_is_called_as_any_other(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_policy);
        NativeFunction flaky = await recorded.Host.FaultAsync("int crash_first_times(const char *path, int times)");
        string file = OwnTemporaryFolder.NewFile();
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<NativeCrashException>(() => flaky.Invoke(file, 2));
        }

        Assert.Throws<FunctionQuarantinedException>(() => flaky.Invoke(file, 2));
        _clock.Pass(s_break);
        Assert.Equal(3, (int)flaky.Invoke(file, 2));
        Assert.Equal(4, (int)await flaky.InvokeAsync(file, 2));
        await recorded.Recording.UntilAsync(SupervisionEventKind.QuarantineEnded, 1);
        Assert.Empty(recorded.Host.Quarantine.Entries);
        await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerDied, 2);
        Assert.Equal(2, recorded.Recording.Of(SupervisionEventKind.WorkerDied).Length);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_keeps_its_state_where_a_function_is_refused(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_policy);
        NativeFunction poison = await recorded.Host.FaultAsync("int null_read(void)");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(async () => await poison.InvokeAsync());
        }

        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction count = await session.FaultAsync("int next_count(void)");
        NativeFunction inSession = await session.FaultAsync("int null_read(void)");
        Assert.Equal(1, (int)await count.InvokeAsync());
        await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await inSession.InvokeAsync());
        Assert.Throws<FunctionQuarantinedException>(() => inSession.Invoke());
        Assert.Equal(2, (int)count.Invoke());

        // Once the break is over, the session's own worker is where its call is tried: it is nobody else's.
        _clock.Pass(s_break);
        Assert.Equal(session.ProcessId, (await Assert.ThrowsAsync<NativeCrashException>(async () => await inSession.InvokeAsync())).Report.ProcessId);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_batch_of_a_refused_function_is_refused(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_policy with { FunctionDeaths = 2 });
        NativeFunction divide = await recorded.Host.FaultAsync("int divide(int a, int b)");
        int[] results = new int[4], numbers = [8, 6, 4, 2], zeros = new int[4];
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<NativeCrashException>(() => divide.Map(results, numbers, zeros));
        }

        Assert.Throws<FunctionQuarantinedException>(() => divide.Map(results, numbers, 2));
        _clock.Pass(s_break);
        divide.Map(results, numbers, 2);
        Assert.Equal([4, 3, 2, 1], results);
        Assert.Empty(recorded.Host.Quarantine.Entries);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_library_that_crashes_while_it_is_loaded_is_refused_as_a_library(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_policy);
        string bad = Faults.LibraryOf("constructor_survived");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(() => recorded.Host.LoadAsync(bad));
        }

        FunctionQuarantinedException refused = await Assert.ThrowsAsync<FunctionQuarantinedException>(() => recorded.Host.LoadAsync(bad));
        Assert.Equal((QuarantineScope.Library, bad, 2), (refused.Evidence.Scope, refused.Evidence.LibraryPath, refused.Evidence.Deaths));
        Assert.Null(refused.Evidence.Prototype);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        await Assert.ThrowsAsync<FunctionQuarantinedException>(() => session.LoadAsync(bad));
        NativeFunction process = await session.FunctionAsync("c", "int getpid(void)");
        Assert.Equal(session.ProcessId, (int)await process.InvokeAsync());

        // The trial dies in a worker of its own, and the session lives.
        await recorded.Recording.UntilAsync(SupervisionEventKind.QuarantineBegan, 1);
        _clock.Pass(s_break);
        await Assert.ThrowsAsync<FunctionQuarantinedException>(() => session.LoadAsync(bad));
        await recorded.Recording.UntilAsync(SupervisionEventKind.QuarantineBegan, 2);
        Assert.Equal(session.ProcessId, (int)await process.InvokeAsync());
        await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerDied, 3);
        Assert.Equal(3, recorded.Recording.Of(SupervisionEventKind.WorkerDied).Length);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_library_that_crashes_while_it_is_unloaded_is_refused_too(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane, s_policy, spares: 0);
        for (int i = 0; i < 2; i++)
        {
            await using NativeSession session = await recorded.Host.OpenSessionAsync();
            Assert.Equal(1, (int)await FaultCall.Read("destructor_waits()").InvokeAsync(session));
        }

        SupervisionEventArgs began = (await recorded.Recording.UntilAsync(SupervisionEventKind.QuarantineBegan, 1))[0];
        Assert.Equal((QuarantineScope.Library, Faults.LibraryOf("destructor_waits")), (began.Quarantine!.Scope, began.Quarantine.LibraryPath));
        await using NativeSession next = await recorded.Host.OpenSessionAsync();
        await Assert.ThrowsAsync<FunctionQuarantinedException>(() => FaultCall.Read("destructor_waits()").InvokeAsync(next));
        Assert.Empty(recorded.Recording.Crashes);
        Assert.True(recorded.Host.Quarantine.Pardon(Assert.Single(recorded.Host.Quarantine.Entries)));
        Assert.Equal(1, (int)await FaultCall.Read("destructor_waits()").InvokeAsync(next));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Hangs_count_where_the_policy_says_so()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.Automatic, s_policy);
        NativeFunction spin = await recorded.Host.FaultAsync("void spin(void)"), sleep = await recorded.Host.FaultAsync("void sleep_forever(void)");
        recorded.Host.Quarantine.SetPolicy(spin, s_policy with { Causes = QuarantineCauses.Timeout });
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) };
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<CallTimeoutException>(async () => await spin.InvokeAsync(options));
            await Assert.ThrowsAsync<CallTimeoutException>(async () => await sleep.InvokeAsync(options));
        }

        await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await spin.InvokeAsync(options));
        await Assert.ThrowsAsync<CallTimeoutException>(async () => await sleep.InvokeAsync(options));
        ArgumentException wrong = Assert.Throws<ArgumentException>("policy", () => recorded.Host.Quarantine.SetPolicy(spin, new QuarantinePolicy { FunctionDeaths = 1 }));
        Assert.StartsWith("policy.FunctionDeaths is 1; it must be from 2 to 1000000.", wrong.Message, StringComparison.Ordinal);
        wrong = Assert.Throws<ArgumentException>("policy", () => recorded.Host.Quarantine.SetPolicy(spin, new QuarantinePolicy { LibraryDeaths = 5 }));
        Assert.StartsWith("policy.LibraryDeaths is 5: it is of the host's policy alone (NativeHostOptions.Quarantine).", wrong.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_of_another_host_is_given_no_policy()
    {
        await using RecordedHost one = await StartAsync(LaneChoice.Automatic, s_policy), other = await StartAsync(LaneChoice.Automatic, s_policy);
        NativeFunction poison = await other.Host.FaultAsync("int null_read(void)");
        ArgumentException wrong = Assert.Throws<ArgumentException>("function", () => one.Host.Quarantine.SetPolicy(poison, QuarantinePolicy.Off));
        Assert.StartsWith("null_read is a function of another host", wrong.Message, StringComparison.Ordinal);
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(async () => await poison.InvokeAsync());
        }

        await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await poison.InvokeAsync());
        await using NativeSession session = await other.Host.OpenSessionAsync();
        other.Host.Quarantine.SetPolicy(await session.FaultAsync("int null_read(void)"), QuarantinePolicy.Off);
        await Assert.ThrowsAsync<NativeCrashException>(async () => await poison.InvokeAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_call_that_may_be_repeated_is_not_repeated_into_quarantine()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Quarantine = s_policy with { FunctionDeaths = 3, ArgumentsDeaths = null }, CallRetries = 50 });
        NativeFunction poison = await recorded.Host.FaultAsync("int null_read(void)");
        await Assert.ThrowsAsync<NativeCrashException>(async () => await poison.InvokeAsync(new CallOptions { Retry = true }));
        await recorded.Recording.UntilAsync(SupervisionEventKind.WorkerDied, 3);
        Assert.Equal(2, recorded.Recording.Of(SupervisionEventKind.CallRetried).Length);
        await Assert.ThrowsAsync<FunctionQuarantinedException>(async () => await poison.InvokeAsync());
    }

    private Task<RecordedHost> StartAsync(LaneChoice lane, QuarantinePolicy policy, RestartBudget? budget = null, int maxWorkers = 2, int spares = 1) =>
        RecordedHost.StartAsync(RecordedHost.Options with
        {
            Name = "quarantine", TimeProvider = _clock, Lane = lane, Quarantine = policy, RestartBudget = budget ?? RestartBudget.Unlimited, MaxWorkers = maxWorkers, Spares = spares,
        });
}
