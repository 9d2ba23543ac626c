namespace FfiIsolation;

/// <summary>Whether a host can serve calls, as far as it knows.</summary>
public enum HostHealth
{
    /// <summary>It can.</summary>
    Healthy,

    /// <summary>It can, and something is or was wrong.</summary>
    Degraded,

    /// <summary>It cannot: calls are rejected.</summary>
    Unhealthy,
}
