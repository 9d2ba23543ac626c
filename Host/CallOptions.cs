namespace FfiIsolation;

/// <summary>What one call wants otherwise than its host.</summary>
public sealed record CallOptions
{
    internal static CallOptions Default { get; } = new();

    /// <summary>The time that the call may take in its worker. Past it, the worker is killed and the call ends as <see cref="CallTimeoutException"/>. Precise to about 10 milliseconds.</summary>
    /// <value>1 millisecond to 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>; null (the default) for <see cref="NativeHostOptions.CallTimeout"/>.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the call may be made again after a crash.</summary>
    /// <value>null (the default): if the prototype says <c>const</c> or <c>pure</c>. In a session, whose state goes with its worker, true is refused.</value>
    public bool? Retry { get; init; }

    /// <summary>Cancelled: the caller stops waiting, at once. The native code is not interrupted; after <see cref="NativeHostOptions.CancellationGrace"/> its worker is killed.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Options that hold a token alone.</summary>
    /// <param name="cancellationToken">The token.</param>
    public static implicit operator CallOptions(CancellationToken cancellationToken) => new() { CancellationToken = cancellationToken };

    internal void Validate()
    {
        if (Timeout is { } timeout && timeout != System.Threading.Timeout.InfiniteTimeSpan
            && (timeout < TimeSpan.FromMilliseconds(1) || timeout > TimeSpan.FromDays(24)))
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), timeout, "A timeout is from 1 millisecond to 24 days, or infinite.");
        }
    }
}
