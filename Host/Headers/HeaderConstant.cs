namespace FfiIsolation.Headers;

/// <summary>A macro or an enum's constant that stands for a value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value"><see cref="int"/>, <see cref="uint"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="float"/>, <see cref="double"/> or <see cref="string"/>.</param>
internal sealed record HeaderConstant(string Name, object Value)
{
    /// <summary>An enum's constant: <c>int</c> where it fits, as in C, else <c>unsigned int</c> or what has 64 bits.</summary>
    /// <param name="bits">Its value.</param>
    /// <param name="isUnsigned">Whether a negative one is one of 64 bits without a sign.</param>
    public static HeaderConstant OfEnum(string name, long bits, bool isUnsigned) =>
        new(name, bits < 0 && isUnsigned ? (ulong)bits : bits is >= int.MinValue and <= int.MaxValue ? (object)(int)bits : bits is > 0 and <= uint.MaxValue ? (object)(uint)bits : bits);

    /// <summary>The 64 bits of an integer.</summary>
    public long Bits => Value is ulong huge ? (long)huge : Convert.ToInt64(Value, System.Globalization.CultureInfo.InvariantCulture);
}
