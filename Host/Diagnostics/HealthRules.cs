// Whether a host is well: a pure decision. What becomes of a host that is not is the pool's business.
using System.Globalization;
using FfiIsolation.Supervision;

namespace FfiIsolation.Diagnostics;

internal static class HealthRules
{
    public static HostStatus Judge(PoolCounts pool, HostPast past, RestartBudget budget, int maxQueuedCalls)
    {
        var reasons = new List<string>();
        HostHealth health = HostHealth.Healthy;
        bool servesStill = pool.Idle + pool.Busy > 0;

        void Find(HostHealth found, string reason)
        {
            health = found > health ? found : health;
            reasons.Add(reason);
        }

        if (pool.IsDisposed)
        {
            Find(HostHealth.Unhealthy, "The host is disposed.");
        }
        else if (pool.IsDraining)
        {
            Find(HostHealth.Unhealthy, "The host is being drained: it takes no call and opens no session any more.");
        }

        switch (past)
        {
            case { Budget: BudgetState.Spent, SinceBudgetSpent: { } since } when since < budget.Break:
                Find(servesStill ? HostHealth.Degraded : HostHealth.Unhealthy,
                    $"The restart budget is spent: no worker is started for another {Seconds(budget.Break - since)} s. {past.LastCrash?.Summary}".TrimEnd());
                break;
            case { Budget: not BudgetState.Closed }:
                Find(HostHealth.Degraded, "The restart budget was spent, and no worker has ended a call alive since.");
                break;
            case { SinceBudgetSpent: { } since } when since < budget.Window:
                Find(HostHealth.Degraded, $"The restart budget was spent {Seconds(since)} s ago.");
                break;
        }

        if (past.StartFailure is { } failure)
        {
            Find(servesStill ? HostHealth.Degraded : HostHealth.Unhealthy, failure);
        }

        if (maxQueuedCalls > 0 && pool.Waiting >= maxQueuedCalls)
        {
            Find(HostHealth.Degraded, $"{pool.Waiting} calls wait for a worker, and more are rejected.");
        }

        return new HostStatus
        {
            Health = health,
            Reasons = reasons,
            IdleWorkers = pool.Idle,
            BusyWorkers = pool.Busy,
            StartingWorkers = pool.Starting,
            OpenSessions = pool.Sessions,
            WaitingCalls = pool.Waiting,
            LastCrash = past.LastCrash,
        };
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}
