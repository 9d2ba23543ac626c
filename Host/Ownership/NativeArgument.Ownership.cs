using System.Runtime.CompilerServices;

namespace FfiIsolation;

public readonly partial struct NativeArgument
{
    /// <summary>The handle that a pointer came out of; null for other pointers and other values.</summary>
    internal NativeHandle? Owner => Kind == NativeArgumentKind.Pointer ? _object as NativeHandle : null;

    /// <summary>The rented buffer that a pointer came out of; null for other pointers and other values.</summary>
    internal RentedBuffer? Rented => Kind == NativeArgumentKind.Pointer ? _object as RentedBuffer : null;

    internal KeptMemory Kept => Unsafe.As<KeptMemory>(_object!);

    internal TransferredMemory Transferred => Unsafe.As<TransferredMemory>(_object!);

    /// <summary>The pointer of a handle; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(NativeHandle? value) => value is null ? default : value.Pointer;

    /// <summary>The pointer of a rented buffer; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(RentedBuffer? value) => value is null ? default : value.Pointer;

    /// <summary>Memory that the session keeps; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(KeptMemory? value) => value is null ? default : new(NativeArgumentKind.Kept, 0, value);

    /// <summary>Memory that the function takes over; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(TransferredMemory? value) => value is null ? default : new(NativeArgumentKind.Transferred, 0, value);
}
