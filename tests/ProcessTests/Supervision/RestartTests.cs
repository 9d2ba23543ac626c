using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

public sealed class RestartTests
{
    /// <summary>Longer than any test lasts: a break ends when the test's clock says so.</summary>
    private static readonly TimeSpan s_break = TimeSpan.FromMinutes(5);

    private readonly MovedClock _clock = new();

    [Fact(Timeout = Patience.Deadline)]
    public async Task After_a_crash_the_spare_takes_over()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 1 });
        NativeFunction process = await recorded.Host.FunctionAsync("c", "int getpid(void)");
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        int first = (int)await process.InvokeAsync();
        int[] both = [];
        await Eventually.HoldsAsync(() => (both = ProcessTable.Children()).Length == 2, "no spare was started");

        NativeCrashException crashed = await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        Assert.Contains(crashed.Report.ProcessId, both);
        int second = (int)await process.InvokeAsync();
        Assert.Contains(second, both);
        Assert.NotEqual(crashed.Report.ProcessId, second);
        Assert.Contains(first, both);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_spent_budget_refuses_calls_with_the_last_report_until_a_trial_goes_well()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(Rationed(2));
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        var reports = new List<CrashReport>();
        for (int i = 0; i < 3; i++)
        {
            reports.Add((await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync())).Report);
        }

        WorkerUnavailableException refused = await Assert.ThrowsAsync<WorkerUnavailableException>(async () => await add.InvokeAsync(1, 2));
        Assert.Same(reports[2], refused.Report);
        Assert.InRange(refused.RetryAfter!.Value, s_break - Patience.Unexpected, s_break);
        Assert.Contains("budget", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reports[2].Summary, refused.Message, StringComparison.Ordinal);

        _clock.Pass(s_break);
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));
        await recorded.Recording.UntilAsync(SupervisionEventKind.BudgetRestored, 1);
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));

        // The story, from the first crash on. A worker is started when a call asks for it: there are no spares here.
        SupervisionEventArgs[] story = recorded.Recording.Events.SkipWhile(step => step.Kind == SupervisionEventKind.WorkerStarted).ToArray();
        Assert.Equal(
            [
                SupervisionEventKind.WorkerDied, SupervisionEventKind.WorkerStarted, SupervisionEventKind.WorkerDied, SupervisionEventKind.WorkerStarted,
                SupervisionEventKind.WorkerDied, SupervisionEventKind.BudgetSpent, SupervisionEventKind.BudgetTrial, SupervisionEventKind.WorkerStarted,
                SupervisionEventKind.BudgetRestored,
            ],
            story.Select(step => step.Kind));
        Assert.Equal(reports, story.Where(step => step.Kind == SupervisionEventKind.WorkerDied).Select(step => step.Report));
        Assert.Same(reports[2], story[5].Report);
        Assert.Equal(s_break, story[5].RetryAfter);
        Assert.Same(reports[2], story[6].Report);
        Assert.Equal(reports, recorded.Recording.Crashes);
        Assert.Contains(recorded.Recording.Entries, entry => entry.StartsWith("Error BudgetSpent", StringComparison.Ordinal) && entry.Contains("null_read", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_trial_that_crashes_spends_the_budget_again()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(Rationed(1));
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        }

        await Assert.ThrowsAsync<WorkerUnavailableException>(async () => await crash.InvokeAsync());
        _clock.Pass(s_break);
        CrashReport trial = (await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync())).Report;
        SupervisionEventArgs[] spent = await recorded.Recording.UntilAsync(SupervisionEventKind.BudgetSpent, 2);
        Assert.Same(trial, spent[1].Report);
        WorkerUnavailableException refused = await Assert.ThrowsAsync<WorkerUnavailableException>(async () => await add.InvokeAsync(1, 2));
        Assert.Same(trial, refused.Report);
        Assert.Empty(recorded.Recording.Of(SupervisionEventKind.BudgetRestored));
        _clock.Pass(s_break);
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_that_go_well_do_not_spend_the_budget()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(Rationed(1));
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(i + 1, (int)await add.InvokeAsync(i, 1));
        }

        for (int i = 0; i < 5; i++)
        {
            await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(recorded.Recording.Of(SupervisionEventKind.BudgetSpent));
        Assert.Single(recorded.Recording.Crashes);
    }

    private NativeHostOptions Rationed(int restarts) => RecordedHost.Options with
    {
        TimeProvider = _clock,
        MaxWorkers = 1,
        Spares = 0,
        RestartBudget = new RestartBudget { Restarts = restarts, Window = TimeSpan.FromMinutes(20), Break = s_break },
    };
}
