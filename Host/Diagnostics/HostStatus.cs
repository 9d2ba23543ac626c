namespace FfiIsolation;

/// <summary>What a host knows of itself at one moment. Asking for it starts and changes nothing.</summary>
public sealed record HostStatus
{
    /// <summary>Whether it can serve calls.</summary>
    public required HostHealth Health { get; init; }

    /// <summary>Why it is not healthy, in English sentences; empty where it is.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The number of workers that are ready and have no call.</summary>
    public required int IdleWorkers { get; init; }

    /// <summary>The number of workers that run calls, sessions left out.</summary>
    public required int BusyWorkers { get; init; }

    /// <summary>The number of workers that are being started.</summary>
    public required int StartingWorkers { get; init; }

    /// <summary>The number of open sessions, each of which holds a worker while that lives.</summary>
    public required int OpenSessions { get; init; }

    /// <summary>The number of calls that wait for a worker.</summary>
    public required int WaitingCalls { get; init; }

    /// <summary>The last unexpected death; null where there was none.</summary>
    public required CrashReport? LastCrash { get; init; }
}
