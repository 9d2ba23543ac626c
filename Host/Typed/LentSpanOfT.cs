using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiIsolation.Images;

namespace FfiIsolation.Typed;

/// <summary>
/// A span as the buffer of one synchronous call. The call gets pooled memory with the content, since reports and lanes may hold what they got for longer than a span lives; only a call that went
/// well gives that memory back. For generated code.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct LentSpan<T>
    where T : unmanaged
{
    private readonly Span<T> _destination;
    private readonly T[]? _pooled;
    private readonly NativeBuffer<T>? _buffer;

    private LentSpan(ReadOnlySpan<T> content, Span<T> destination, BlockDirection direction, int length, bool isNull)
    {
        if (isNull)
        {
            return;
        }

        _pooled = ArrayPool<T>.Shared.Rent(length);
        content.CopyTo(_pooled);
        _destination = destination;
        _buffer = new NativeBuffer<T>(_pooled.AsMemory(0, length), direction);
    }

    /// <summary>What is passed; null for a default span.</summary>
    public NativeBuffer? Buffer => _buffer;

    /// <summary>After a call that went well: brings back what native code wrote, and ends the loan.</summary>
    public void Return()
    {
        if (_buffer is null)
        {
            return;
        }

        if ((_buffer.Direction & BlockDirection.Out) != 0)
        {
            _buffer.Memory.Span.CopyTo(_destination);
        }

        ArrayPool<T>.Shared.Return(_pooled!);
    }

    internal static LentSpan<T> In(ReadOnlySpan<T> content) => new(content, default, BlockDirection.In, content.Length, IsDefault(content));

    internal static LentSpan<T> Out(Span<T> destination) => new(default, destination, BlockDirection.Out, destination.Length, IsDefault(destination));

    internal static LentSpan<T> InOut(Span<T> content) => new(content, content, BlockDirection.InOut, content.Length, IsDefault(content));

    private static bool IsDefault(ReadOnlySpan<T> span) => Unsafe.IsNullRef(ref MemoryMarshal.GetReference(span));
}
