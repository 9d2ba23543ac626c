using FfiIsolation.Extensions.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health of hosts of native functions.</summary>
public static class FfiIsolationHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that says what the host knows of itself (<see cref="FfiIsolation.HostStatus"/>). It makes no call and starts nothing, not even a host that nobody has asked for yet, which counts as healthy.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="key">The key of the host; null for the one without a key.</param>
    /// <param name="name">The name of the check; null for <c>ffi-isolation</c>, with the key behind it if there is one.</param>
    /// <param name="failureStatus">What is reported where the host cannot serve calls; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddFfiIsolation(
        this IHealthChecksBuilder builder, string? key = null, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (key is null ? "ffi-isolation" : $"ffi-isolation-{key}"),
            provider => new HostHealthCheck(
                (key is null ? provider.GetService<HostInstance>() : provider.GetKeyedService<HostInstance>(key))
                ?? throw new InvalidOperationException(
                    key is null ? "There is no host to check: call services.AddFfiIsolation()." : $"There is no host '{key}' to check: call services.AddKeyedFfiIsolation(\"{key}\").")),
            failureStatus,
            tags));
    }
}
