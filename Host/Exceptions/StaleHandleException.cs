namespace FfiIsolation;

/// <summary>A pointer was used where it means nothing: after it was freed, after its worker died, in another session, or outside any session.</summary>
public sealed class StaleHandleException : CallRejectedException
{
    internal StaleHandleException(string message, NativePointer pointer, string? handleName = null, SessionLoss? loss = null)
        : base(message)
    {
        Pointer = pointer;
        HandleName = handleName;
        Loss = loss;
    }

    /// <summary>The pointer.</summary>
    public NativePointer Pointer { get; }

    /// <summary>The <see cref="NativeHandle.Name"/> of the handle that was used; null for a pointer of no handle.</summary>
    public string? HandleName { get; }

    /// <summary>What became of the pointer's session, where that lost its worker; null where it did not, or where that was long ago.</summary>
    public SessionLoss? Loss { get; }
}
