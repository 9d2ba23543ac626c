namespace FfiIsolation;

/// <summary>A mistake with handles, which are named.</summary>
public sealed class OwnershipEventArgs : EventArgs
{
    internal OwnershipEventArgs(OwnershipEventKind kind, string message, IReadOnlyList<NativeHandle> handles)
    {
        Kind = kind;
        Message = message;
        Handles = handles;
    }

    /// <summary>What happened.</summary>
    public OwnershipEventKind Kind { get; }

    /// <summary>The same in one English sentence.</summary>
    public string Message { get; }

    /// <summary>The handles it happened to, all of one session: one, or those left open, in the order in which they were made.</summary>
    public IReadOnlyList<NativeHandle> Handles { get; }
}
