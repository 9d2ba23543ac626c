using FfiIsolation.Crashes;

namespace FfiIsolation.Hangs;

/// <summary>What is needed to read a capture.</summary>
internal sealed record HangScene
{
    public required HangCapture Capture { get; init; }

    /// <summary>The worker's executable, to tell its frames from the library's.</summary>
    public required string WorkerPath { get; init; }

    /// <summary>The call that did not return; null for none.</summary>
    public required CrashedCall? Call { get; init; }

    /// <summary>Where its function starts in the worker; 0 where that is not known.</summary>
    public ulong CallTarget { get; init; }

    /// <summary>Where function names and unwind tables come from.</summary>
    public required ReportFiles Files { get; init; }
}
