namespace FfiIsolation.Quarantining;

/// <summary>What is known of how a function behaves, and what it may do.</summary>
internal sealed class Reputation
{
    private volatile Suspicion? _suspicion;
    private volatile QuarantinePolicy? _policy;

    /// <summary>What is held against it; null for nothing.</summary>
    public Suspicion? Suspicion
    {
        get => _suspicion;
        set => _suspicion = value;
    }

    /// <summary>Its own policy; null for the host's.</summary>
    public QuarantinePolicy? Policy
    {
        get => _policy;
        set => _policy = value;
    }
}
