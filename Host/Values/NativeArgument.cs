using System.Globalization;
using System.Runtime.CompilerServices;

namespace FfiIsolation;

/// <summary>One argument of a native call. Made by conversion from the .NET types that can be passed; checked against the prototype by the call.</summary>
public readonly partial struct NativeArgument
{
    private readonly object? _object;

    private NativeArgument(NativeArgumentKind kind, ulong bits, object? value = null, int generation = 0, ushort exponent = 0, bool inSession = false)
    {
        Kind = kind;
        Bits = bits;
        _object = value;
        Generation = generation;
        Exponent = exponent;
        InSession = inSession;
    }

    internal NativeArgumentKind Kind { get; }

    /// <summary>The number's bits, or the pointer's address.</summary>
    internal ulong Bits { get; }

    internal int Generation { get; }

    internal ushort Exponent { get; }

    internal bool InSession { get; }

    internal bool IsNull => Kind == NativeArgumentKind.Nothing || (Kind == NativeArgumentKind.Pointer && Bits == 0);

    internal double Double => BitConverter.UInt64BitsToDouble(Bits);

    internal string Text => Unsafe.As<string>(_object!);

    internal byte[] Bytes => Unsafe.As<byte[]>(_object!);

    internal NativeBuffer Buffer => (NativeBuffer)_object!;

    internal NativePointer Pointer => new(Bits, Generation, InSession, Owner);

    /// <summary>A C <c>bool</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(bool value) => new(NativeArgumentKind.Boolean, value ? 1UL : 0);

    /// <summary>A character code.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(char value) => new(NativeArgumentKind.Unsigned, value);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(sbyte value) => (long)value;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(byte value) => (ulong)value;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(short value) => (long)value;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(ushort value) => (ulong)value;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(int value) => (long)value;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(uint value) => (ulong)value;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(long value) => new(NativeArgumentKind.Signed, (ulong)value);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(ulong value) => new(NativeArgumentKind.Unsigned, value);

    /// <summary>An integer of the size of a pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(nint value) => (long)value;

    /// <summary>An integer of the size of a pointer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(nuint value) => (ulong)value;

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(float value) => new(NativeArgumentKind.Float, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(double value) => new(NativeArgumentKind.Double, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A floating-point number of 80 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(LongDouble value) => new(NativeArgumentKind.LongDouble, value.Significand, exponent: value.SignAndExponent);

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

    /// <summary>An address in the worker.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator NativeArgument(NativePointer value) =>
        new(NativeArgumentKind.Pointer, value.Address, value.Owner, value.Generation, 0, value.InSession);

    /// <summary>The value as text, for reports and messages.</summary>
    public override string ToString() => Kind switch
    {
        NativeArgumentKind.Boolean => Bits != 0 ? "true" : "false",
        NativeArgumentKind.Signed => ((long)Bits).ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Unsigned => Bits.ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Float => ((float)Double).ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.Double => Double.ToString(CultureInfo.InvariantCulture),
        NativeArgumentKind.LongDouble => new LongDouble(Bits, Exponent).ToString(),
        NativeArgumentKind.Text => TextForReports.Quote(Text),
        NativeArgumentKind.Bytes => TextForReports.Describe(Bytes),
        NativeArgumentKind.Buffer => TextForReports.Describe(Buffer.Bytes, Buffer.Direction, Buffer.Length),
        NativeArgumentKind.Pointer when Bits != 0 => Owner is { } owner && owner.Pointer.Address == Bits ? $"{Pointer} ({owner.Name})" : Pointer.ToString(),
        NativeArgumentKind.Kept or NativeArgumentKind.Transferred => _object!.ToString()!,
        _ => "null",
    };
}
