using System.Buffers;
using System.Runtime.CompilerServices;

namespace FfiIsolation.Renting;

/// <summary>A rented buffer as <see cref="Memory{T}"/>, which refuses to be used once the buffer is returned.</summary>
internal sealed class RentedMemory<T>(RentedBuffer<T> buffer) : MemoryManager<T>
    where T : unmanaged
{
    public override Memory<T> Memory => CreateMemory(buffer.Count);

    public override Span<T> GetSpan() => buffer.Span;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)buffer.Count, nameof(elementIndex));
        return buffer.Pin((long)elementIndex * Unsafe.SizeOf<T>());
    }

    public override void Unpin()
    {
        // Nothing moves it.
    }

    protected override void Dispose(bool disposing)
    {
        // The buffer is what is disposed.
    }
}
