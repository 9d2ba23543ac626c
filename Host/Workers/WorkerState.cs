namespace FfiIsolation.Workers;

/// <summary>Where one worker is in its life. It only ever goes forward.</summary>
internal enum WorkerState
{
    /// <summary>No call on board.</summary>
    Ready,

    /// <summary>A call on board.</summary>
    Busy,

    /// <summary>Killed, ended, or its lane broke: takes no call any more.</summary>
    Ending,

    /// <summary>Reaped; what was known of it is in its death.</summary>
    Dead,
}
