namespace FfiIsolation.Cli.InProcess;

/// <summary>How a sacrificed process ended.</summary>
/// <param name="Status">The exit status as a shell sees it: 128 and the signal's number for a death by signal.</param>
/// <param name="Output">What it managed to say before, a line each.</param>
internal sealed record ProcessEnd(int Status, IReadOnlyList<string> Output)
{
    private static readonly Dictionary<int, string> Signals = new()
    {
        [4] = "SIGILL", [5] = "SIGTRAP", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [9] = "SIGKILL", [11] = "SIGSEGV", [15] = "SIGTERM",
    };

    /// <summary>The signal it died of; null where it exited by itself.</summary>
    public string? Signal => Status > 128 && Status < 128 + 65 ? Signals.GetValueOrDefault(Status - 128, $"signal {Status - 128}") : null;

    public override string ToString() => Signal is { } signal ? $"died of {signal} (exit status {Status})" : $"exited with status {Status}";
}
