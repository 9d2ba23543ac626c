namespace FfiIsolation.Confining;

/// <summary>What becomes of a system call.</summary>
/// <param name="IsAllowed">Whether the kernel makes it; what else the kernel then thinks of it is its own.</param>
/// <param name="Refused">What is refused, by whom ever; null for nothing.</param>
internal sealed record SystemCallVerdict(bool IsAllowed, string? Refused)
{
    public static SystemCallVerdict Allowed { get; } = new(true, null);
}
