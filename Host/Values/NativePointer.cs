using System.Globalization;

namespace FfiIsolation;

/// <summary>An address in a worker, with the generation of the worker that it belongs to. Immutable.</summary>
/// <remarks>
/// A pointer that a session's function returned is valid in that session until its worker ends; anywhere else it is refused
/// (<see cref="StaleHandleException"/>). One made by <see cref="FromAddress"/> belongs to nobody and is passed as it is.
/// </remarks>
public readonly struct NativePointer : IEquatable<NativePointer>
{
    internal NativePointer(ulong address, int generation, bool inSession, object? origin = null)
    {
        Origin = origin;
        Address = address;
        Generation = generation;
        InSession = inSession;
    }

    /// <summary>The null pointer.</summary>
    public static NativePointer Null => default;

    /// <summary>The address in the worker.</summary>
    public ulong Address { get; }

    /// <summary>The number of the worker, in the order of starts; 0 for null and for raw addresses.</summary>
    public int Generation { get; }

    /// <summary>Whether this is the null pointer.</summary>
    public bool IsNull => Address == 0;

    /// <summary>Whether it came out of a session, so that it may go back into it.</summary>
    internal bool InSession { get; }

    /// <summary>The handle or rented buffer that it came out of, so that it is known for stale once that is freed; null where nobody owns it.</summary>
    internal object? Origin { get; }

    internal NativeHandle? Owner => Origin as NativeHandle;

    /// <summary>A raw address, passed as it is: what a wild pointer is made of.</summary>
    /// <param name="address">The address.</param>
    public static NativePointer FromAddress(ulong address) => new(address, 0, inSession: false);

    /// <summary>The pointer <paramref name="bytes"/> further on, of the same worker.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="bytes">The distance in bytes; may be negative.</param>
    public static NativePointer operator +(NativePointer pointer, long bytes) =>
        new(unchecked(pointer.Address + (ulong)bytes), pointer.Generation, pointer.InSession, pointer.Origin);

    /// <summary>Equality of address and generation.</summary>
    public static bool operator ==(NativePointer left, NativePointer right) => left.Equals(right);

    /// <summary>Inequality of address or generation.</summary>
    public static bool operator !=(NativePointer left, NativePointer right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(NativePointer other) => Address == other.Address && Generation == other.Generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NativePointer other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, Generation);

    /// <summary>The address as <c>0x…</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Address:x}");
}
