using System.Globalization;
using System.Numerics;

namespace FfiIsolation;

/// <summary>What a native function returned, with <c>errno</c> and what looks wrong about it. Immutable.</summary>
public readonly partial struct NativeResult
{
    private readonly CType _type;
    private readonly ulong _bits;
    private readonly ulong _high;
    private readonly object? _content;
    private readonly int _generation;
    private readonly bool _inSession;

    /// <param name="high">What <paramref name="bits"/> does not hold: the upper half of 128 bits, the imaginary part, the exponent of a long double.</param>
    /// <param name="content">What is no number of up to 128 bits: text, a struct, a complex long double.</param>
    internal NativeResult(CType type, ulong bits, ulong high, object? content, int errno, string? warning, int generation, bool inSession)
    {
        _type = type;
        _bits = bits;
        _high = high;
        _content = content;
        _generation = generation;
        _inSession = inSession;
        Errno = errno;
        Warning = warning;
    }

    /// <summary>Who owns a returned pointer: a <see cref="NativeHandle"/>; the name of the function that has freed it, as a string; null where it is borrowed.</summary>
    private object? Ownership { get; init; }

    /// <summary>Whether the function returns nothing.</summary>
    public bool IsVoid => _type is null or VoidType;

    /// <summary>The text behind a returned <c>char *</c>, read as UTF-8, or <c>char16_t *</c>, <c>wchar_t *</c>, <c>char32_t *</c>, or as the function's encoding says (what is invalid becomes U+FFFD); null for a null pointer and for other types.</summary>
    public string? Text => _content as string;

    /// <summary>The value of <c>errno</c> right after the call, which started with 0. Meaningful only where the function says that it sets it.</summary>
    public int Errno { get; }

    /// <summary>What looks wrong: a prototype that does not fit the function, text that was cut, an action that the worker's confinement refused. Null when nothing does.</summary>
    public string? Warning { get; private init; }

    /// <summary>The same with one warning more.</summary>
    internal NativeResult With(string warning) => this with { Warning = Warning is null ? warning : $"{Warning} {warning}" };

    /// <summary>The returned struct or union; null for other types.</summary>
    public NativeStruct? Struct => _content as NativeStruct;

    /// <summary>The name of the returned enum constant, the first of that value; null for a value without a name, and for other types.</summary>
    public string? ConstantName => _type is EnumType named ? named.Find((long)_bits)?.Name : null;

    /// <summary>The returned pointer; null for other types.</summary>
    /// <exception cref="InvalidOperationException">It was owned text, which is copied and freed before the result is handed out.</exception>
    public NativePointer Pointer => _type is PointerType && _bits != 0 ? OwnedPointer(new NativePointer(_bits, _generation, _inSession)) : NativePointer.Null;

    /// <summary>
    /// The value as the .NET type that is nearest to the C type: <see cref="int"/> for <c>int</c> and for an enum of its size, <see cref="Int128"/> for
    /// <c>__int128</c>, <see cref="Half"/> for <c>_Float16</c>, <see cref="LongDouble"/> for <c>long double</c>, <see cref="Complex"/> or <see cref="LongDoubleComplex"/>,
    /// <see cref="string"/> for <c>char *</c>, <see cref="NativePointer"/> for another pointer, <see cref="NativeStruct"/> for a struct or union, null for <c>void</c>.
    /// </summary>
    public object? Value => _type switch
    {
        IntegerType integer => IntegerOf(integer),
        EnumType named => IntegerOf(named.UnderlyingType),
        BooleanType => (byte)_bits != 0,
        FloatingType { Kind: FloatingKind.Half } => HalfAt(0),
        FloatingType { Kind: FloatingKind.Float } => FloatAt(0),
        FloatingType { Kind: FloatingKind.Double } => BitConverter.UInt64BitsToDouble(_bits),
        FloatingType => new LongDouble(_bits, (ushort)_high),
        ComplexType { Part.Kind: FloatingKind.Half } => new Complex((double)HalfAt(0), (double)HalfAt(1)),
        ComplexType { Part.Kind: FloatingKind.Float } => new Complex(FloatAt(0), FloatAt(1)),
        ComplexType { Part.Kind: FloatingKind.Double } => new Complex(BitConverter.UInt64BitsToDouble(_bits), BitConverter.UInt64BitsToDouble(_high)),
        ComplexType or RecordType => _content,
        PointerType when ReturnsText(_type) => Text,
        PointerType => Pointer,
        _ => null,
    };

    /// <summary>The value as an <see cref="int"/>.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static explicit operator int(NativeResult result) => result.As<int>();

    /// <summary>The value as a <see cref="long"/>.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static explicit operator long(NativeResult result) => result.As<long>();

    /// <summary>The value as a <see cref="ulong"/>.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static explicit operator ulong(NativeResult result) => result.As<ulong>();

    /// <summary>The value as a <see cref="double"/>.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static explicit operator double(NativeResult result) => result.As<double>();

    /// <summary>The value as a <see cref="bool"/>, as C takes it: everything but 0 is true.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static explicit operator bool(NativeResult result) => result.As<bool>();

    /// <summary>The text; see <see cref="Text"/>.</summary>
    /// <param name="result">The result.</param>
    public static explicit operator string?(NativeResult result) => result.Text;

    /// <summary>The value as <typeparamref name="T"/>: a number type or enum that can hold it, <see cref="string"/>, <see cref="NativePointer"/>; for a struct or
    /// union <see cref="NativeStruct"/>, or a .NET struct of the same size that is laid out as it is.</summary>
    /// <typeparam name="T">The type; a struct must be without references.</typeparam>
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It cannot be converted.</exception>
    public T? As<T>() => _content is NativeStruct record && typeof(T) != typeof(NativeStruct) && typeof(T) != typeof(object)
        ? ResultConversion.ToStruct<T>(record)
        : ResultConversion.To<T>(Value, _type);

    /// <summary>The value as C would print it: numbers in decimal, text as it is, pointers as <c>0x…</c>, a null pointer as <c>null</c>,
    /// the name of an enum's constant, nothing for <c>void</c>.</summary>
    public override string ToString() => ConstantName ?? Value switch
    {
        null => IsVoid ? "" : "null",
        bool value => value ? "true" : "false",
        NativePointer { IsNull: true } => "null",
        Complex value => TextForReports.Complex(value.Real.ToString(CultureInfo.InvariantCulture), value.Imaginary.ToString(CultureInfo.InvariantCulture)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        object value => value.ToString()!,
    };

    /// <summary>Whether a function of this type returns text: a pointer to a character type, not <c>unsigned char *</c>, which is bytes.</summary>
    internal static bool ReturnsText(CType type) => type is PointerType { Pointee: IntegerType { IsCharacter: true } };

    private object IntegerOf(IntegerType type) => (type.Size, type.IsSigned) switch
    {
        (1, true) => (sbyte)_bits,
        (1, false) => (byte)_bits,
        (2, true) => (short)_bits,
        (2, false) => (ushort)_bits,
        (4, true) => (int)_bits,
        (4, false) => (uint)_bits,
        (8, true) => (long)_bits,
        (8, false) => _bits,
        (_, true) => new Int128(_high, _bits),
        _ => new UInt128(_high, _bits),
    };

    /// <summary>The n-th of the numbers of 2 bytes in the low bits.</summary>
    private Half HalfAt(int index) => BitConverter.UInt16BitsToHalf((ushort)(_bits >> (16 * index)));

    private float FloatAt(int index) => BitConverter.UInt32BitsToSingle((uint)(_bits >> (32 * index)));
}
