namespace FfiIsolation;

/// <summary>A mistake with handles, which are named, or with memory.</summary>
public sealed class OwnershipEventArgs : EventArgs
{
    internal OwnershipEventArgs(OwnershipEventKind kind, string message, IReadOnlyList<NativeHandle> handles, HeapSnapshot? heap = null)
    {
        Kind = kind;
        Message = message;
        Handles = handles;
        Heap = heap;
    }

    /// <summary>What happened.</summary>
    public OwnershipEventKind Kind { get; }

    /// <summary>The same in one English sentence.</summary>
    public string Message { get; }

    /// <summary>The handles it happened to, all of one session: one, or those left open, in the order in which they were made; empty for <see cref="OwnershipEventKind.LeftAllocated"/>.</summary>
    public IReadOnlyList<NativeHandle> Handles { get; }

    /// <summary>Of <see cref="OwnershipEventKind.LeftAllocated"/>: what was in use, but for what loading libraries had allocated. null otherwise.</summary>
    public HeapSnapshot? Heap { get; }
}
