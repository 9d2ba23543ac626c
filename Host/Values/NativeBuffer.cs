using FfiIsolation.Images;

namespace FfiIsolation;

/// <summary>
/// Memory that a call lends to native code: the bytes are copied into the worker before the call, and back after it, as the direction says.
/// In the worker the buffer ends at a guard page and has a canary before it: a call that leaves it is a <see cref="BufferOverrunException"/> (<see cref="NativeHostOptions.BufferGuarding"/>).
/// Not safe for two calls at the same time.
/// </summary>
public abstract partial class NativeBuffer
{
    private protected NativeBuffer(BlockDirection direction) => Direction = direction;

    /// <summary>The length in bytes.</summary>
    public abstract int Length { get; }

    /// <summary>The bytes: what goes in, and after a completed call what came out.</summary>
    public ReadOnlySpan<byte> Bytes => Span;

    internal BlockDirection Direction { get; }

    /// <summary>The size of an element in bytes; 1 for bytes and structures, which fit any parameter.</summary>
    internal abstract int ElementSize { get; }

    /// <summary>Whether the elements are floating-point numbers.</summary>
    internal virtual bool HoldsFloats => false;

    internal abstract Span<byte> Span { get; }

    /// <summary>A buffer that native code reads.</summary>
    /// <param name="content">The content, of a type without references. Native code may write into its copy; that is not brought back.</param>
    public static NativeBuffer In<T>(ReadOnlyMemory<T> content)
        where T : unmanaged => new NativeBuffer<T>(System.Runtime.InteropServices.MemoryMarshal.AsMemory(content), BlockDirection.In);

    /// <summary>A buffer that native code reads.</summary>
    /// <param name="content">The content.</param>
    public static NativeBuffer In<T>(params T[] content)
        where T : unmanaged => new NativeBuffer<T>(content, BlockDirection.In);

    /// <summary>A buffer that native code fills. It is zero before the call; the destination is changed only by a call that completes.</summary>
    /// <param name="destination">Where the bytes go.</param>
    public static NativeBuffer<T> Out<T>(Memory<T> destination)
        where T : unmanaged => new(destination, BlockDirection.Out);

    /// <summary>A buffer that native code fills. It is zero before the call; the destination is changed only by a call that completes.</summary>
    /// <param name="destination">Where the elements go.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public static NativeBuffer<T> Out<T>(T[] destination)
        where T : unmanaged => new(destination ?? throw new ArgumentNullException(nameof(destination)), BlockDirection.Out);

    /// <summary>A buffer that native code fills, of <paramref name="count"/> elements.</summary>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or the buffer would have more than 134,217,728 bytes.</exception>
    public static NativeBuffer<T> Out<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, SharedMemory.WindowLayout.MaxBlockBytes / System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        return new(new T[count], BlockDirection.Out);
    }

    /// <summary>One element that native code fills: a plain out parameter such as <c>int *result</c>.</summary>
    public static NativeBuffer<T> Out<T>()
        where T : unmanaged => new(new T[1], BlockDirection.Out);

    /// <summary>A buffer that native code reads and changes.</summary>
    /// <param name="content">The content; changed only by a call that completes.</param>
    public static NativeBuffer<T> InOut<T>(Memory<T> content)
        where T : unmanaged => new(content, BlockDirection.InOut);

    /// <summary>A buffer that native code reads and changes.</summary>
    /// <param name="content">The content; changed only by a call that completes.</param>
    public static NativeBuffer<T> InOut<T>(params T[] content)
        where T : unmanaged => new(content, BlockDirection.InOut);

    /// <summary>Room for text that native code writes; <see cref="ToText"/> reads it.</summary>
    /// <param name="units">The size in units of the encoding (bytes for UTF-8, 2 bytes for UTF-16, 4 for UTF-32), terminator included; 1 to 1,048,576.</param>
    /// <param name="encoding">null for UTF-8; <see cref="System.Text.Encoding.Unicode"/> for <c>char16_t *</c>, <see cref="System.Text.Encoding.UTF32"/> for <c>wchar_t *</c> and <c>char32_t *</c>.</param>
    public static NativeBuffer Text(int units, System.Text.Encoding? encoding = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, 1 << 20);
        return new NativeTextBuffer(units, encoding);
    }

    /// <summary>The content up to the first NUL, as text in UTF-8 or in the encoding that the buffer was made for; what is invalid becomes U+FFFD.</summary>
    public virtual string ToText()
    {
        ReadOnlySpan<byte> bytes = Span;
        int end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
