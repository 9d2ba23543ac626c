namespace FfiIsolation;

/// <summary>A pointer was used where it means nothing: after its worker died, in another session, or outside any session.</summary>
public sealed class StaleHandleException : CallRejectedException
{
    internal StaleHandleException(string message, NativePointer pointer)
        : base(message) => Pointer = pointer;

    /// <summary>The pointer.</summary>
    public NativePointer Pointer { get; }
}
