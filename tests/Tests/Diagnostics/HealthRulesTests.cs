using FfiIsolation.Diagnostics;
using FfiIsolation.Supervision;

namespace FfiIsolation.Tests.Diagnostics;

public sealed class HealthRulesTests
{
    private static readonly RestartBudget s_budget = new() { Break = TimeSpan.FromSeconds(5), Window = TimeSpan.FromSeconds(60) };
    private static readonly PoolCounts s_serving = new(Idle: 1, Busy: 2, Starting: 3, Sessions: 4, Abandoned: 5, Waiting: 6, IsDisposed: false, IsDraining: false);
    private static readonly PoolCounts s_empty = default;

    public static TheoryData<string, HostHealth, string> Cases() => new()
    {
        { "serving", HostHealth.Healthy, "" },
        { "empty", HostHealth.Healthy, "" }, // workers are started when they are wanted
        { "serving, disposed", HostHealth.Unhealthy, "The host is disposed." },
        { "serving, draining", HostHealth.Unhealthy, "The host is being drained: it takes no call and opens no session any more." },
        { "serving, draining, disposed", HostHealth.Unhealthy, "The host is disposed." },
        { "serving, spent 2 s ago", HostHealth.Degraded, "The restart budget is spent: no worker is started for another 3 s." },
        { "empty, spent 2 s ago", HostHealth.Unhealthy, "The restart budget is spent: no worker is started for another 3 s." },
        { "empty, spent 5 s ago", HostHealth.Degraded, "The restart budget was spent, and no worker has ended a call alive since." },
        { "empty, trial 5 s ago", HostHealth.Degraded, "The restart budget was spent, and no worker has ended a call alive since." },
        { "serving, restored 59 s ago", HostHealth.Degraded, "The restart budget was spent 59 s ago." },
        { "serving, restored 60 s ago", HostHealth.Healthy, "" },
        { "serving, no start", HostHealth.Degraded, "No worker could be started." },
        { "empty, no start", HostHealth.Unhealthy, "No worker could be started." },
        { "serving, full", HostHealth.Degraded, "6 calls wait for a worker, and more are rejected." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Health_follows_from_what_the_host_knows(string facts, HostHealth health, string reason)
    {
        string[] words = facts.Split(' ', ',');
        double? since = words.Contains("ago") ? double.Parse(words[^3], System.Globalization.CultureInfo.InvariantCulture) : null;
        BudgetState state = words.Contains("spent") ? BudgetState.Spent : words.Contains("trial") ? BudgetState.OnTrial : BudgetState.Closed;
        PoolCounts pool = (words.Contains("serving") ? s_serving : s_empty) with { IsDisposed = words.Contains("disposed"), IsDraining = words.Contains("draining") };
        HostStatus status = HealthRules.Judge(
            pool,
            new HostPast(state, since is { } seconds ? TimeSpan.FromSeconds(seconds) : null, words.Contains("start") ? "No worker could be started." : null, null),
            s_budget,
            words.Contains("full") ? 6 : 7);
        Assert.Equal((health, reason), (status.Health, string.Join(" ", status.Reasons)));
        Assert.Equal((pool.Idle, pool.Busy, pool.Starting, pool.Sessions, pool.Waiting), (status.IdleWorkers, status.BusyWorkers, status.StartingWorkers, status.OpenSessions, status.WaitingCalls));
    }

    [Fact]
    public void The_worst_reason_counts_and_all_are_told()
    {
        HostStatus status = HealthRules.Judge(s_serving with { IsDisposed = true }, new HostPast(BudgetState.Closed, null, "no start", null), s_budget, 6);
        Assert.Equal((HostHealth.Unhealthy, 3), (status.Health, status.Reasons.Count));
    }

    [Fact]
    public void A_host_that_queues_nothing_is_never_full() =>
        Assert.Equal(HostHealth.Healthy, HealthRules.Judge(s_empty, default, s_budget, maxQueuedCalls: 0).Health);
}
