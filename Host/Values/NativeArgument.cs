using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiIsolation;

/// <summary>One argument of a native call. Made by conversion from the .NET types that can be passed; checked against the prototype by the call.</summary>
public readonly partial struct NativeArgument
{
    private readonly object? _object;

    private NativeArgument(NativeArgumentKind kind, ulong bits, object? value = null, ulong high = 0, int width = 0, int generation = 0, bool inSession = false)
    {
        Kind = kind;
        Bits = bits;
        High = high;
        _object = value;
        Generation = generation;
        Width = (byte)width;
        InSession = inSession;
    }

    internal NativeArgumentKind Kind { get; }

    /// <summary>The number's bits, or the pointer's address; of a complex number its real part, of a small .NET struct its first 8 bytes.</summary>
    internal ulong Bits { get; }

    /// <summary>What <see cref="Bits"/> does not hold: the upper half of 128 bits, the imaginary part, the exponent of a long double.</summary>
    internal ulong High { get; }

    internal int Generation { get; }

    /// <summary>The size of the .NET integer, in bytes; of a small .NET struct its own.</summary>
    internal byte Width { get; }

    internal bool InSession { get; }

    internal bool IsNull => Kind == NativeArgumentKind.Nothing || (Kind == NativeArgumentKind.Pointer && Bits == 0);

    internal bool IsNumber => Kind is >= NativeArgumentKind.Signed and <= NativeArgumentKind.LongDoubleComplex;

    internal double Double => Kind switch
    {
        NativeArgumentKind.Half => (double)BitConverter.UInt16BitsToHalf((ushort)Bits),
        NativeArgumentKind.Float => BitConverter.UInt32BitsToSingle((uint)Bits),
        _ => BitConverter.UInt64BitsToDouble(Bits),
    };

    internal UInt128 Wide => new(High, Bits);

    internal LongDouble LongDouble => new(Bits, (ushort)High);

    internal string Text => Unsafe.As<string>(_object!);

    internal byte[] Bytes => Unsafe.As<byte[]>(_object!);

    internal NativeBuffer Buffer => (NativeBuffer)_object!;

    internal NativeStruct Struct => (NativeStruct)_object!;

    internal NativeCallback Callback => (NativeCallback)_object!;

    internal Lists.CallLink Link => (Lists.CallLink)_object!;

    internal NativePointer Pointer => new(Bits, Generation, InSession, _object);

    /// <summary>The real part of a complex number; of any other value the value itself.</summary>
    internal NativeArgument Real => Kind switch
    {
        NativeArgumentKind.Complex => (NativeArgument)BitConverter.UInt64BitsToDouble(Bits),
        NativeArgumentKind.LongDoubleComplex => ((LongDoubleComplex)_object!).Real,
        _ => this,
    };

    /// <summary>The imaginary part of a complex number; 0 for any other value.</summary>
    internal NativeArgument Imaginary => Kind switch
    {
        NativeArgumentKind.Complex => (NativeArgument)BitConverter.UInt64BitsToDouble(High),
        NativeArgumentKind.LongDoubleComplex => ((LongDoubleComplex)_object!).Imaginary,
        _ => (NativeArgument)0,
    };

    /// <summary>The .NET type of a struct given by its bytes.</summary>
    internal Type ValueType => _object as Type ?? ((StructBytes)_object!).Type;

    internal int ValueSize => _object is StructBytes large ? large.Bytes.Length : Width;

    private bool IsComplex => Kind is NativeArgumentKind.Complex or NativeArgumentKind.LongDoubleComplex;

    /// <summary>A C <c>bool</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(bool value) => new(NativeArgumentKind.Boolean, value ? 1UL : 0);

    /// <summary>A character code.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(char value) => new(NativeArgumentKind.Unsigned, value, width: sizeof(char));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(sbyte value) => new(NativeArgumentKind.Signed, (ulong)value, width: sizeof(sbyte));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(byte value) => new(NativeArgumentKind.Unsigned, value, width: sizeof(byte));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(short value) => new(NativeArgumentKind.Signed, (ulong)value, width: sizeof(short));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(ushort value) => new(NativeArgumentKind.Unsigned, value, width: sizeof(ushort));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(int value) => new(NativeArgumentKind.Signed, (ulong)value, width: sizeof(int));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(uint value) => new(NativeArgumentKind.Unsigned, value, width: sizeof(uint));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(long value) => new(NativeArgumentKind.Signed, (ulong)value, width: sizeof(long));

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(ulong value) => new(NativeArgumentKind.Unsigned, value, width: sizeof(ulong));

    /// <summary>An integer of the size of a pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(nint value) => new(NativeArgumentKind.Signed, (ulong)value, width: sizeof(long));

    /// <summary>An integer of the size of a pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(nuint value) => new(NativeArgumentKind.Unsigned, value, width: sizeof(ulong));

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(float value) => new(NativeArgumentKind.Float, BitConverter.SingleToUInt32Bits(value));

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(double value) => new(NativeArgumentKind.Double, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A floating-point number of 80 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(LongDouble value) => new(NativeArgumentKind.LongDouble, value.Significand, high: value.SignAndExponent);

    /// <summary>An integer of 128 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(Int128 value) => new(NativeArgumentKind.SignedWide, (ulong)value, high: (ulong)(value >> 64));

    /// <summary>An integer of 128 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(UInt128 value) => new(NativeArgumentKind.UnsignedWide, (ulong)value, high: (ulong)(value >> 64));

    /// <summary>A floating-point number of 16 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(Half value) => new(NativeArgumentKind.Half, BitConverter.HalfToUInt16Bits(value));

    /// <summary>A complex number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(Complex value) =>
        new(NativeArgumentKind.Complex, BitConverter.DoubleToUInt64Bits(value.Real), high: BitConverter.DoubleToUInt64Bits(value.Imaginary));

    /// <summary>A complex number of two long doubles.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(LongDoubleComplex value) => new(NativeArgumentKind.LongDoubleComplex, 0, value);

    /// <summary>A struct or union by value; its bytes are taken when the call is made.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(NativeStruct? value) => value is null ? default : new(NativeArgumentKind.Struct, 0, value);

    /// <summary>Text, passed as UTF-8 with a terminator; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(string? value) => value is null ? default : new(NativeArgumentKind.Text, 0, value);

    /// <summary>
    /// A buffer: for a pointer to <c>const</c> native code reads it; for another pointer it may change it, and the changes come back. Null is the null pointer.
    /// </summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(byte[]? value) => value is null ? default : new(NativeArgumentKind.Bytes, 0, value);

    /// <summary>A buffer with a direction; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(NativeBuffer? value) => value is null ? default : new(NativeArgumentKind.Buffer, 0, value);

    /// <summary>A delegate that native code can call; null is the null pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(NativeCallback? value) => value is null ? default : new(NativeArgumentKind.Callback, 0, value);

    /// <summary>An address in the worker.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(NativePointer value) =>
        new(NativeArgumentKind.Pointer, value.Address, value.Origin, generation: value.Generation, inSession: value.InSession);

    /// <summary>A C struct or union by value, given as a .NET struct that is laid out as it is; the sizes must be equal. A number, an enum or a pointer is
    /// taken as the conversions of this type take it.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="value">The value, which is copied.</param>
    public static NativeArgument Of<T>(in T value)
        where T : unmanaged => ScalarArgument.TryMake(value, out NativeArgument scalar) ? scalar : OfBytes(typeof(T), MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    internal static NativeArgument OfLink(Lists.CallLink link) => new(NativeArgumentKind.Link, 0, link);

    /// <summary>The object by which two arguments are the same memory; null for values, text and pointers.</summary>
    internal object? Memory => Kind is NativeArgumentKind.Bytes or NativeArgumentKind.Buffer or NativeArgumentKind.Struct ? (_object as Lists.LentAgain)?.Buffer ?? _object : null;

    /// <summary>The bytes of a .NET struct: those that were kept, or, of a small one, written to <paramref name="scratch"/>.</summary>
    internal ReadOnlySpan<byte> CopyValue(Span<byte> scratch)
    {
        if (_object is StructBytes large)
        {
            return large.Bytes;
        }

        BinaryPrimitives.WriteUInt128LittleEndian(scratch, Wide);
        return scratch[..Width];
    }

    /// <summary>The value as text, for reports and messages.</summary>
    public override string ToString() => Kind switch
    {
        NativeArgumentKind.Boolean => Bits != 0 ? "true" : "false",
        NativeArgumentKind.Signed => ((long)Bits).ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Unsigned => Bits.ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.SignedWide => ((Int128)Wide).ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.UnsignedWide => Wide.ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Half => BitConverter.UInt16BitsToHalf((ushort)Bits).ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Float => ((float)Double).ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Double => Double.ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.LongDouble => LongDouble.ToString(),
        _ when IsComplex => TextForReports.Complex(Real.ToString(), Imaginary.ToString()),
        NativeArgumentKind.Text => TextForReports.Quote(Text),
        NativeArgumentKind.Bytes => TextForReports.Describe(Bytes),
        NativeArgumentKind.Buffer => TextForReports.Describe(Buffer.Bytes, Buffer.Direction, Buffer.Length),
        NativeArgumentKind.Struct => $"{Struct.Type} {TextForReports.Describe(Struct)}",
        NativeArgumentKind.Value => $"{ValueType.Name} {TextForReports.Describe(CopyValue(stackalloc byte[16]))}",
        NativeArgumentKind.Callback => $"callback {Callback}",
        NativeArgumentKind.Pointer when Bits != 0 => Owner is { } owner && owner.Pointer.Address == Bits ? $"{Pointer} ({owner.Name})"
            : Rented is { } rented ? $"{Pointer} ({rented.Describe(Bits)})" : Pointer.ToString(),
        NativeArgumentKind.Kept or NativeArgumentKind.Transferred or NativeArgumentKind.Link => _object!.ToString()!,
        _ => "null",
    };

    private static NativeArgument OfBytes(Type type, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 2 * sizeof(ulong))
        {
            return new(NativeArgumentKind.Value, 0, new StructBytes(type, bytes.ToArray()));
        }

        // Small ones need no memory of their own.
        Span<byte> padded = stackalloc byte[2 * sizeof(ulong)];
        bytes.CopyTo(padded);
        return new(
            NativeArgumentKind.Value, BinaryPrimitives.ReadUInt64LittleEndian(padded), type, BinaryPrimitives.ReadUInt64LittleEndian(padded[sizeof(ulong)..]), bytes.Length);
    }

    /// <summary>A .NET struct that is too large to be kept in the argument itself.</summary>
    private sealed record StructBytes(Type Type, byte[] Bytes);
}
