namespace FfiIsolation;

/// <summary>A C <c>long double</c> as x86-64 Linux has it: the 80-bit extended format of the x87, which no .NET type can hold.
/// Kept bit by bit; converts without loss from <see cref="double"/>, <see cref="long"/> and <see cref="ulong"/>, and to and from text.</summary>
public readonly struct LongDouble : IEquatable<LongDouble>
{
    internal const int ExponentBias = 16383;
    internal const int MaximumExponent = 0x7FFF;
    internal const ulong IntegerBit = 1UL << 63;
    internal const ulong QuietBit = 1UL << 62;
    private const int SignificandBits = 64;
    private const int DoubleFractionBits = 52;
    private const int DoubleBias = 1023;
    private const ushort SignBit = 0x8000;

    /// <summary>Creates the value of the given bits, whatever they are.</summary>
    /// <param name="significand">The 64 bits of the significand, with its explicit integer bit on top.</param>
    /// <param name="signAndExponent">The sign in the highest bit, and the exponent with a bias of 16383.</param>
    public LongDouble(ulong significand, ushort signAndExponent)
    {
        Significand = significand;
        SignAndExponent = signAndExponent;
    }

    /// <summary>The low 8 of the 10 bytes in memory: the significand, with its explicit integer bit on top.</summary>
    public ulong Significand { get; }

    /// <summary>The high 2 of the 10 bytes in memory: the sign in the highest bit, and the exponent with a bias of 16383.</summary>
    public ushort SignAndExponent { get; }

    /// <summary>Positive infinity.</summary>
    public static LongDouble PositiveInfinity => new(IntegerBit, MaximumExponent);

    /// <summary>Negative infinity.</summary>
    public static LongDouble NegativeInfinity => new(IntegerBit, SignBit | MaximumExponent);

    /// <summary>A quiet NaN.</summary>
    public static LongDouble NaN => new(IntegerBit | QuietBit, MaximumExponent);

    /// <summary>Whether the sign bit is set.</summary>
    public bool IsNegative => (SignAndExponent & SignBit) != 0;

    /// <summary>Whether it is infinite, of either sign.</summary>
    public bool IsInfinity => BiasedExponent == MaximumExponent && Significand == IntegerBit;

    /// <summary>Whether it is no number: a NaN, or bits that the processor refuses (a normal exponent without integer bit).</summary>
    public bool IsNaN => BiasedExponent == MaximumExponent ? Significand != IntegerBit : BiasedExponent != 0 && (Significand & IntegerBit) == 0;

    /// <summary>Whether it is a finite number.</summary>
    public bool IsFinite => !IsNaN && BiasedExponent != MaximumExponent;

    internal int BiasedExponent => SignAndExponent & MaximumExponent;

    /// <summary>The power of two that the significand, taken as a whole number, is multiplied by.</summary>
    internal int Scale => Math.Max(BiasedExponent, 1) - ExponentBias - (SignificandBits - 1);

    /// <summary>Converts without loss; a signalling NaN becomes quiet, as it does in C.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LongDouble(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        ulong fraction = (ulong)bits & ((1UL << DoubleFractionBits) - 1);
        int exponent = (int)(bits >> DoubleFractionBits) & 0x7FF;
        bool isNegative = bits < 0;
        if (exponent == 0x7FF)
        {
            ulong payload = fraction << (SignificandBits - 1 - DoubleFractionBits);
            return Compose(isNegative, IntegerBit | payload | (payload == 0 ? 0 : QuietBit), MaximumExponent);
        }

        ulong whole = exponent == 0 ? fraction : fraction | (1UL << DoubleFractionBits);
        return Normalize(isNegative, whole, Math.Max(exponent, 1) - DoubleBias - DoubleFractionBits);
    }

    /// <summary>Converts without loss.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LongDouble(long value) => Normalize(value < 0, value < 0 ? 0UL - (ulong)value : (ulong)value, 0);

    /// <summary>Converts without loss.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LongDouble(ulong value) => Normalize(false, value, 0);

    /// <summary>Converts to the nearest <see cref="double"/>, ties to even; what is too large becomes infinite.</summary>
    /// <param name="value">The value.</param>
    public static explicit operator double(LongDouble value)
    {
        ulong sign = value.IsNegative ? 1UL << 63 : 0;
        if (!value.IsFinite)
        {
            ulong payload = (value.Significand & ~IntegerBit) >> (SignificandBits - 1 - DoubleFractionBits);
            ulong quiet = value.IsNaN ? payload | (1UL << (DoubleFractionBits - 1)) : 0;
            return BitConverter.Int64BitsToDouble((long)(sign | (0x7FFUL << DoubleFractionBits) | quiet));
        }

        return BitConverter.Int64BitsToDouble((long)(sign | LongDoubleRounding.ToDoubleMagnitude(value.Significand, value.Scale)));
    }

    /// <summary>Whether two values are the same number; NaN equals nothing, and 0 equals -0, as in C.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they are.</returns>
    public static bool operator ==(LongDouble left, LongDouble right) => !left.IsNaN && left.Equals(right);

    /// <summary>Whether two values are not the same number.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they differ, or if one is NaN.</returns>
    public static bool operator !=(LongDouble left, LongDouble right) => !(left == right);

    /// <summary>Reads a number as C's <c>strtold</c> does, rounded to the nearest value, ties to even.</summary>
    /// <param name="text">Decimal (<c>-3.5e10</c>) or hexadecimal (<c>0x1.8p3</c>), <c>inf</c>, <c>infinity</c> or <c>nan</c>; at most 20,000 characters, no blanks.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is no number.</exception>
    /// <exception cref="OverflowException">The number is larger than a finite long double can be.</exception>
    public static LongDouble Parse(string text) =>
        LongDoubleReader.TryRead(text ?? throw new ArgumentNullException(nameof(text)), out LongDouble value, out bool isOverflow) ? value
        : isOverflow ? throw new OverflowException($"'{LongDoubleReader.Shorten(text)}' is too large for a long double.")
        : throw new FormatException($"'{LongDoubleReader.Shorten(text)}' is not a number as C writes it.");

    /// <summary>Reads a number as <see cref="Parse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value; 0 if the result is false.</param>
    /// <returns>False if the text is null, no number, or too large.</returns>
    public static bool TryParse(string? text, out LongDouble value)
    {
        value = default;
        return text is not null && LongDoubleReader.TryRead(text, out value, out _);
    }

    /// <summary>Whether two values are the same number; NaN equals NaN here, and 0 equals -0, as for <see cref="double"/>.</summary>
    /// <param name="other">The other value.</param>
    /// <returns>True if they are.</returns>
    public bool Equals(LongDouble other)
    {
        if (IsNaN || other.IsNaN)
        {
            return IsNaN && other.IsNaN;
        }

        // A pseudo-denormal (exponent 0, integer bit set) is the same number as the normal of exponent 1: Scale makes them alike.
        return Significand == other.Significand && (Significand == 0 || (IsNegative == other.IsNegative && Scale == other.Scale));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LongDouble other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => IsNaN ? -1 : Significand == 0 ? 0 : Significand.GetHashCode() ^ (Scale << 1) ^ (IsNegative ? 1 : 0);

    /// <summary>The number as C's <c>printf("%.21Lg")</c> writes it: 21 digits, enough to read the same value back, without trailing zeros.</summary>
    /// <returns>Text such as <c>3.5</c>, <c>1e+30</c>, <c>-inf</c>, <c>nan</c>.</returns>
    public override string ToString() => LongDoubleWriter.Write(this);

    internal static LongDouble Compose(bool isNegative, ulong significand, int biasedExponent) =>
        new(significand, (ushort)(biasedExponent | (isNegative ? SignBit : 0)));

    // whole * 2^scale, exactly: for values that are known to fit.
    private static LongDouble Normalize(bool isNegative, ulong whole, int scale)
    {
        if (whole == 0)
        {
            return Compose(isNegative, 0, 0);
        }

        while ((whole & IntegerBit) == 0)
        {
            whole <<= 1;
            scale--;
        }

        return Compose(isNegative, whole, scale + SignificandBits - 1 + ExponentBias);
    }
}
