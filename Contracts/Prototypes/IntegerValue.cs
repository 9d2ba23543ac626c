namespace FfiIsolation;

/// <summary>The value of an integer constant expression with its type after promotion: int, unsigned int, or one of 64 bits.</summary>
internal readonly struct IntegerValue
{
    private IntegerValue(long bits, bool isUnsigned, bool isLong)
    {
        Bits = bits;
        IsUnsigned = isUnsigned;
        IsLong = isLong;
    }

    /// <summary>The value, sign- or zero-extended from its type to 64 bits.</summary>
    public long Bits { get; }

    public bool IsUnsigned { get; }

    public bool IsLong { get; }

    public bool IsNegative => !IsUnsigned && Bits < 0;

    public bool IsZero => Bits == 0;

    /// <summary>Whether the type can hold what it cannot as <see cref="Bits"/>: an unsigned 64-bit value above <see cref="long.MaxValue"/>.</summary>
    public bool IsHuge => IsUnsigned && Bits < 0;

    public static IntegerValue Int(bool value) => new(value ? 1 : 0, false, false);

    public static IntegerValue Int(int value) => new(value, false, false);

    /// <summary>The value of those bits in a type, the upper ones cut off where it is narrower.</summary>
    public static IntegerValue Of(long bits, bool isUnsigned, bool isLong) =>
        new(isLong ? bits : isUnsigned ? (uint)bits : (int)bits, isUnsigned, isLong);

    /// <summary>A <c>sizeof</c>.</summary>
    public static IntegerValue SizeOf(long size) => new(size, isUnsigned: true, isLong: true);

    /// <summary>The same value in the usual arithmetic conversions' common type of two (C17 6.3.1.8), as its bits are in that type.</summary>
    public IntegerValue As(bool isUnsigned, bool isLong) => Of(Bits, isUnsigned, isLong);

    /// <summary>A cast to an integer type, promoted again.</summary>
    public IntegerValue Cast(int size, bool isSigned)
    {
        int unused = 64 - (8 * size);
        long bits = isSigned ? Bits << unused >> unused : (long)((ulong)Bits << unused >> unused);
        return size switch
        {
            8 => new IntegerValue(bits, !isSigned, true),
            4 => new IntegerValue(bits, !isSigned, false),
            _ => new IntegerValue(bits, false, false),
        };
    }

    public override string ToString() =>
        IsUnsigned ? ((ulong)Bits).ToString(System.Globalization.CultureInfo.InvariantCulture) : Bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
