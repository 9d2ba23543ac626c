using System.Globalization;

namespace FfiIsolation;

/// <summary>What a native function returned, with <c>errno</c> and what looks wrong about it. Immutable.</summary>
public readonly partial struct NativeResult
{
    private readonly CType _type;
    private readonly ulong _bits;
    private readonly ushort _exponent;
    private readonly int _generation;
    private readonly bool _inSession;

    internal NativeResult(CType type, ulong bits, ushort exponent, string? text, int errno, string? warning, int generation, bool inSession)
    {
        _type = type;
        _bits = bits;
        _exponent = exponent;
        _generation = generation;
        _inSession = inSession;
        Text = text;
        Errno = errno;
        Warning = warning;
    }

    /// <summary>Who owns a returned pointer: a <see cref="NativeHandle"/>; the name of the function that has freed it, as a string; null where it is borrowed.</summary>
    private object? Ownership { get; init; }

    /// <summary>Whether the function returns nothing.</summary>
    public bool IsVoid => _type is null or VoidType;

    /// <summary>The text behind a returned <c>char *</c>, read as UTF-8 (invalid sequences become U+FFFD); null for a null pointer and for other types.</summary>
    public string? Text { get; }

    /// <summary>The value of <c>errno</c> right after the call, which started with 0. Meaningful only where the function says that it sets it.</summary>
    public int Errno { get; }

    /// <summary>What looks wrong: a prototype that does not fit the function, text that was cut. Null when nothing does.</summary>
    public string? Warning { get; }

    /// <summary>The returned pointer; null for other types.</summary>
    /// <exception cref="InvalidOperationException">It was owned text, which is copied and freed before the result is handed out.</exception>
    public NativePointer Pointer => _type is PointerType && _bits != 0 ? OwnedPointer(new NativePointer(_bits, _generation, _inSession)) : NativePointer.Null;

    /// <summary>
    /// The value as the .NET type that is nearest to the C type: <see cref="int"/> for <c>int</c>, <see cref="string"/> for <c>char *</c>,
    /// <see cref="NativePointer"/> for another pointer, null for <c>void</c>.
    /// </summary>
    public object? Value => _type switch
    {
        IntegerType { IsSigned: true } integer => integer.Size switch { 1 => (object)(sbyte)_bits, 2 => (short)_bits, 4 => (int)_bits, _ => (long)_bits },
        IntegerType integer => integer.Size switch { 1 => (object)(byte)_bits, 2 => (ushort)_bits, 4 => (uint)_bits, _ => _bits },
        BooleanType => _bits != 0,
        FloatingType { Size: sizeof(float) } => BitConverter.UInt32BitsToSingle((uint)_bits),
        FloatingType { Size: sizeof(double) } => BitConverter.UInt64BitsToDouble(_bits),
        FloatingType => new LongDouble(_bits, _exponent),
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

    /// <summary>The value as <typeparamref name="T"/>: a number type that can hold it, <see cref="string"/> or <see cref="NativePointer"/>.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It cannot be converted.</exception>
    public T? As<T>() => (object?)Value switch
    {
        T value => value,
        null when default(T) is null => default,
        LongDouble number when (LongDouble)(double)number == number || typeof(T) == typeof(double) => ConvertExactly<T>((double)number),
        LongDouble number => throw new OverflowException($"{number} is not exactly a {typeof(T).Name}."),
        IConvertible value and not string => ConvertExactly<T>(value),
        _ => throw new InvalidCastException($"A result of type {_type} cannot become a {typeof(T).Name}."),
    };

    private static T ConvertExactly<T>(IConvertible value)
    {
        object converted = Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);

        // ChangeType checks ranges but rounds: 2.7 must not become 3, nor 2^53 + 1 a double. A truth is C's: isalpha says true by 1024.
        if (typeof(T) == typeof(bool))
        {
            return (T)converted;
        }

        bool isFloating = converted is float or double;
        bool isExact = isFloating && value is float or double || value.Equals(Convert.ChangeType(converted, value.GetType(), CultureInfo.InvariantCulture));
        return isExact ? (T)converted : throw new OverflowException($"{value} is not exactly a {typeof(T).Name}.");
    }

    /// <summary>The value as C would print it: numbers in decimal, text as it is, pointers as <c>0x…</c>, a null pointer as <c>null</c>, nothing for <c>void</c>.</summary>
    public override string ToString() => Value switch
    {
        null => IsVoid ? "" : "null",
        bool value => value ? "true" : "false",
        NativePointer { IsNull: true } => "null",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        object value => value.ToString()!,
    };

    /// <summary>Whether a function of this type returns text: a <c>char *</c>, not <c>unsigned char *</c>, which is bytes.</summary>
    internal static bool ReturnsText(CType type) => type is PointerType { Pointee: IntegerType { Kind: IntegerKind.Char } };
}
