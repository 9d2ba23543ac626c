namespace FfiIsolation;

public sealed partial class PointerOut
{
    /// <summary>Creates an out parameter whose pointer the application owns, as <c>sqlite3_open</c> and <c>asprintf</c> give it.</summary>
    /// <param name="free">What frees it: a function of the same session with one parameter, a pointer.</param>
    public PointerOut(NativeFunction free)
        : this() => Free = free ?? throw new ArgumentNullException(nameof(free));

    /// <summary>The pointer as the application's own, after a call has filled it; null before, for a null pointer, and where nothing was said about what frees it.</summary>
    public NativeHandle? Handle { get; internal set; }

    internal NativeFunction? Free { get; }
}
