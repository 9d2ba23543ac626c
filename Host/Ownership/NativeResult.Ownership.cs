namespace FfiIsolation;

public readonly partial struct NativeResult
{
    /// <summary>The pointer as the caller's own, for a function whose prototype says what frees its result; null when the function returned null.</summary>
    /// <exception cref="InvalidOperationException">The pointer is borrowed, or was freed before the result was handed out: owned text, and every owned pointer outside a session.</exception>
    public NativeHandle? Handle => Ownership switch
    {
        NativeHandle handle => handle,
        string when _bits == 0 => null,
        string by when Text is not null => throw new InvalidOperationException($"The text was copied and its memory freed by {by}: there is nothing left to own."),
        string by => throw new InvalidOperationException($"The pointer was freed by {by}, since it would be of no use outside a session; make the call in one."),
        _ => throw new InvalidOperationException("The prototype does not say what frees the result, as in __attribute__((malloc(free))): it is borrowed."),
    };

    internal NativeResult Freed(string by) => this with { Ownership = by };

    internal NativeResult Owned(NativeHandle handle) => this with { Ownership = handle };

    private NativePointer OwnedPointer(NativePointer pointer) => Ownership switch
    {
        NativeHandle handle => handle.Pointer,
        string by when Text is not null => throw new InvalidOperationException($"The text was copied and its memory freed by {by}: it has no address any more."),
        _ => pointer,
    };
}
