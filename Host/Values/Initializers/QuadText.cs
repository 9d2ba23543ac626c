using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Initializers;

/// <summary>A <c>_Float128</c>, which no .NET type holds, as hexadecimal text, which is exact.</summary>
internal static class QuadText
{
    private const int FractionBits = 112;
    private const int Bias = 16383;
    private const int MaxExponent = 0x7FFF;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        UInt128 bits = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        UInt128 fraction = bits & (((UInt128)1 << FractionBits) - 1);
        int exponent = (int)(uint)(bits >> FractionBits) & MaxExponent;
        string sign = bits >> 127 != 0 ? "-" : "";
        if (exponent == MaxExponent)
        {
            return fraction == 0 ? sign + "inf" : sign + "nan";
        }

        if (exponent == 0 && fraction == 0)
        {
            return sign + "0x0p+0";
        }

        string digits = fraction.ToString("x28", CultureInfo.InvariantCulture).TrimEnd('0');
        int power = Math.Max(exponent, 1) - Bias;
        return string.Create(CultureInfo.InvariantCulture, $"{sign}0x{(exponent == 0 ? 0 : 1)}{(digits.Length > 0 ? "." : "")}{digits}p{power:+0;-0}");
    }

    /// <summary>The bits of a number that is exactly one: decimal fractions are not read.</summary>
    public static UInt128? Read(string text, bool isNegative, out string problem)
    {
        problem = "a _Float128 is read from hexadecimal text such as 0x1.8p3, or from a whole number";
        int mark = text.IndexOfAny(['p', 'P']), point = text.IndexOf('.', StringComparison.Ordinal);
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && mark > 2;
        string mantissa = isHexadecimal ? text[2..mark].Replace(".", "", StringComparison.Ordinal) : text;
        int exponent = 0;
        if ((isHexadecimal && !int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            || mantissa.Length is 0 or > 64 || Math.Abs((long)exponent) > 40_000
            || !BigInteger.TryParse("0" + mantissa, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger whole))
        {
            return null;
        }

        exponent -= isHexadecimal && point >= 0 ? 4 * (mark - point - 1) : 0;
        return Compose(whole, exponent, isNegative, out problem);
    }

    /// <summary>whole × 2^exponent.</summary>
    public static UInt128? Compose(BigInteger whole, int exponent, bool isNegative, out string problem)
    {
        problem = "";
        UInt128 sign = isNegative ? (UInt128)1 << 127 : 0;
        if (whole.IsZero)
        {
            return sign;
        }

        // The lowest bit that a _Float128 of this size has; what is below it would be lost.
        int top = (int)whole.GetBitLength() - 1 + exponent;
        int lowest = Math.Max(top, 1 - Bias) - FractionBits;
        int shift = exponent - lowest;
        BigInteger significand = shift >= 0 ? whole << shift : whole >> -shift;
        if (top > Bias || (shift < 0 && significand << -shift != whole))
        {
            problem = top > Bias ? "it is beyond the range of _Float128" : "a _Float128 cannot hold this number exactly";
            return null;
        }

        bool isNormal = top >= 1 - Bias;
        UInt128 fraction = (UInt128)(significand & ((BigInteger.One << FractionBits) - 1));
        return sign | fraction | (isNormal ? (UInt128)(uint)(top + Bias) << FractionBits : 0);
    }
}
