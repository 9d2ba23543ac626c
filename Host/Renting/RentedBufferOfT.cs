using System.Buffers;
using System.Runtime.CompilerServices;
using FfiIsolation.Renting;

namespace FfiIsolation;

/// <summary>A <see cref="RentedBuffer"/> of elements of one type.</summary>
/// <typeparam name="T">The type of the elements, laid out as in C.</typeparam>
public sealed class RentedBuffer<T> : RentedBuffer, IMemoryOwner<T>
    where T : unmanaged
{
    private readonly RentedMemory<T> _memory;

    internal RentedBuffer(NativeSession session, RentedArena arena, RentedPlace place, int count)
        : base(session, arena, place)
    {
        Count = count;
        _memory = new RentedMemory<T>(this);
    }

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>The shared memory itself. Do not use it beyond the buffer's disposal; after the worker's death it can still be read and written.</summary>
    /// <exception cref="ObjectDisposedException">The buffer or its session was disposed.</exception>
    public Span<T> Span
    {
        get
        {
            RefuseIfReturned();
            return Arena.SpanOf<T>(Place, Count);
        }
    }

    /// <summary>The same as <see cref="Span"/>, for what outlives a method. Once the buffer is disposed, using it is an <see cref="ObjectDisposedException"/>.</summary>
    public Memory<T> Memory => _memory.Memory;

    internal override int ElementSize => NativeBuffer<T>.SizeOfElement;

    internal override bool HoldsFloats => NativeBuffer<T>.AreFloats;

    internal MemoryHandle Pin(long offset)
    {
        RefuseIfReturned();
        return Arena.Pin(Place, offset);
    }
}
