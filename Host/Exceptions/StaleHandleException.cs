namespace FfiIsolation;

/// <summary>A pointer was used where it means nothing: after it was freed, after its worker died, in another session, or outside any session.</summary>
public sealed class StaleHandleException : CallRejectedException
{
    internal StaleHandleException(string message, NativePointer pointer, string? handleName = null)
        : base(message)
    {
        Pointer = pointer;
        HandleName = handleName;
    }

    /// <summary>The pointer.</summary>
    public NativePointer Pointer { get; }

    /// <summary>The <see cref="NativeHandle.Name"/> of the freed handle that was used; null for a pointer of no handle.</summary>
    public string? HandleName { get; }
}
