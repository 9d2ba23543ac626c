using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiIsolation.Images;

namespace FfiIsolation;

/// <summary>A <see cref="NativeBuffer"/> of elements of one type.</summary>
/// <typeparam name="T">The type of the elements, laid out as in C.</typeparam>
public sealed class NativeBuffer<T> : NativeBuffer
    where T : unmanaged
{
    private readonly Memory<T> _memory;

    internal NativeBuffer(Memory<T> memory, BlockDirection direction)
        : base(direction) => _memory = memory;

    /// <inheritdoc/>
    public override int Length => checked(_memory.Length * Unsafe.SizeOf<T>());

    /// <summary>The elements.</summary>
    public Memory<T> Memory => _memory;

    /// <summary>The first element.</summary>
    public T Value => _memory.Span[0];

    /// <summary>The size of an element in bytes; 1 for bytes and structures, which fit any parameter.</summary>
    internal static int SizeOfElement =>
        typeof(T).IsPrimitive || typeof(T) == typeof(Half) || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128) ? Unsafe.SizeOf<T>() : 1;

    internal static bool AreFloats => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half);

    internal override int ElementSize => SizeOfElement;

    internal override bool HoldsFloats => AreFloats;

    internal override Span<byte> Span => MemoryMarshal.AsBytes(_memory.Span);
}
