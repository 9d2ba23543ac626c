namespace FfiIsolation;

/// <summary>How often workers may be replaced before the host stops starting them.</summary>
public sealed record RestartBudget
{
    /// <summary>A budget that never ends.</summary>
    public static RestartBudget Unlimited { get; } = new() { Restarts = null };

    /// <summary>The number of restarts within <see cref="Window"/>; one more death spends the budget.</summary>
    /// <value>1 to 1,000,000, or null for no limit. The default is 30.</value>
    public int? Restarts { get; init; } = 30;

    /// <summary>The time over which deaths are counted.</summary>
    /// <value>1 second to 1 day. The default is 1 minute.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long no worker is started once the budget is spent. After it, one is, as a trial.</summary>
    /// <value>500 milliseconds to 1 day. The default is 5 seconds.</value>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(5);
}
