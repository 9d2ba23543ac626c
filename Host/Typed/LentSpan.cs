using System.ComponentModel;

namespace FfiIsolation.Typed;

/// <summary>Makes a <see cref="LentSpan{T}"/>. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LentSpan
{
    /// <summary>What native code reads.</summary>
    /// <param name="content">The content; a default span is the null pointer.</param>
    public static LentSpan<T> In<T>(ReadOnlySpan<T> content)
        where T : unmanaged => LentSpan<T>.In(content);

    /// <summary>What native code fills.</summary>
    /// <param name="destination">Where the elements go; a default span is the null pointer.</param>
    public static LentSpan<T> Out<T>(Span<T> destination)
        where T : unmanaged => LentSpan<T>.Out(destination);

    /// <summary>What native code reads and changes.</summary>
    /// <param name="content">The content; a default span is the null pointer.</param>
    public static LentSpan<T> InOut<T>(Span<T> content)
        where T : unmanaged => LentSpan<T>.InOut(content);
}
