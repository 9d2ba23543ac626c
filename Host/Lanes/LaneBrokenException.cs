namespace FfiIsolation.Lanes;

/// <summary>A lane ended. Never leaves the host: the worker's death tells what the caller gets.</summary>
internal sealed class LaneBrokenException(string message, bool isViolation, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The worker is there but broke the protocol: it is killed.</summary>
    public bool IsViolation => isViolation;

    /// <summary>The worker's guard said that the worker dies.</summary>
    public bool IsKnell { get; init; }
}
