using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Diagnostics;

public sealed class HostStatusTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_goes_from_healthy_through_a_spent_budget_and_back_and_ends_unhealthy()
    {
        var clock = new MovedClock();
        NativeHostOptions options = RecordedHost.Options with
        {
            TimeProvider = clock,
            MaxWorkers = 1,
            Spares = 0,
            RestartBudget = new RestartBudget { Restarts = 1, Break = TimeSpan.FromMinutes(5), Window = TimeSpan.FromMinutes(20) },
        };
        RecordedHost recorded = await RecordedHost.StartAsync(options);
        NativeHost host = recorded.Host;
        Assert.Equal((HostHealth.Healthy, 1, 0), (host.Status.Health, host.Status.IdleWorkers, host.Status.Reasons.Count));

        NativeFunction crash = await host.FaultAsync("int null_read(void)"), add = await host.FaultAsync("int add(int a, int b)");
        NativeCrashException? last = null;
        for (int i = 0; i < 2; i++)
        {
            last = await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        }

        await Eventually.HoldsAsync(() => host.Status.Health == HostHealth.Unhealthy, () => $"It is {host.Status}.");
        Assert.Contains("The restart budget is spent: no worker is started for another", Assert.Single(host.Status.Reasons), StringComparison.Ordinal);
        Assert.Same(last!.Report, host.Status.LastCrash);

        // Once the break is over a call is the trial: the host says so until that went well, and remembers for the window.
        clock.Pass(options.RestartBudget.Break);
        await Eventually.HoldsAsync(() => host.Status.Health == HostHealth.Degraded, () => $"It is {host.Status}.");
        Assert.Equal(3, (int)await add.InvokeAsync(1, 2));
        await recorded.Recording.UntilAsync(SupervisionEventKind.BudgetRestored, 1);
        HostStatus after = host.Status;
        Assert.Equal(HostHealth.Degraded, after.Health);
        Assert.StartsWith("The restart budget was spent ", Assert.Single(after.Reasons), StringComparison.Ordinal);
        await recorded.DisposeAsync();
        Assert.Equal((HostHealth.Unhealthy, "The host is disposed."), (host.Status.Health, host.Status.Reasons[0]));
    }
}
