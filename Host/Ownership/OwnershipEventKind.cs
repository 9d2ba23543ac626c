namespace FfiIsolation;

/// <summary>What went wrong with the handles of a session.</summary>
public enum OwnershipEventKind
{
    /// <summary>A handle was disposed again. Nothing ran: what was freed stays freed once.</summary>
    DisposedTwice,

    /// <summary>A freed handle was passed to a function. The call was refused.</summary>
    UsedAfterFree,

    /// <summary>A session ended with handles that nobody had freed. Its worker's end released their memory; what their deallocators do besides did not happen.</summary>
    LeftOpen,

    /// <summary>A session with a guarded heap ended while blocks were in use that its calls had allocated. What a library keeps on purpose, caches and tables, is among them.</summary>
    LeftAllocated,
}
