using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FfiIsolation.Extensions.Hosting;

internal sealed class HostHealthCheck(HostInstance instance) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (instance.Started is not { } host)
        {
            return Task.FromResult(HealthCheckResult.Healthy("The host has not been asked for yet."));
        }

        HostStatus status = host.Status;
        HealthStatus health = status.Health switch
        {
            HostHealth.Healthy => HealthStatus.Healthy,
            HostHealth.Degraded => HealthStatus.Degraded,
            _ => context.Registration.FailureStatus,
        };
        var data = new Dictionary<string, object>
        {
            ["idleWorkers"] = status.IdleWorkers,
            ["busyWorkers"] = status.BusyWorkers,
            ["startingWorkers"] = status.StartingWorkers,
            ["openSessions"] = status.OpenSessions,
            ["waitingCalls"] = status.WaitingCalls,
        };
        if (status.LastCrash is { } crash)
        {
            data["lastCrash"] = crash.Summary;
        }

        return Task.FromResult(new HealthCheckResult(health, status.Reasons.Count == 0 ? null : string.Join(" ", status.Reasons), data: data));
    }
}
