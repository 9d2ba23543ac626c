namespace FfiIsolation.Callbacks;

/// <summary>The memory of the worker whose native code called back.</summary>
internal interface ICallbackMemory
{
    /// <summary>The pointer of an address that came with the callback.</summary>
    NativePointer PointerTo(ulong address);

    void Read(NativePointer pointer, Memory<byte> destination);

    void Write(NativePointer pointer, ReadOnlyMemory<byte> source);

    string? ReadText(NativePointer pointer);
}
