using System.Globalization;
using System.Numerics;

namespace FfiIsolation;

/// <summary>Reads what C's <c>strtold</c> reads, without blanks around it.</summary>
internal static class LongDoubleReader
{
    // The exact decimal text of any long double has under 16,500 digits.
    private const int MaximumLength = 20_000;

    // Beyond these every number is zero or too large, however many digits the text has.
    private const int MaximumExponent = 100_000;

    public static bool TryRead(string text, out LongDouble value, out bool isOverflow)
    {
        value = default;
        isOverflow = false;
        if (text.Length is 0 or > MaximumLength)
        {
            return false;
        }

        bool isNegative = text[0] == '-';
        string rest = text[0] is '-' or '+' ? text.Substring(1) : text;
        switch (rest.ToLowerInvariant())
        {
            case "inf" or "infinity":
                value = isNegative ? LongDouble.NegativeInfinity : LongDouble.PositiveInfinity;
                return true;
            case "nan":
                value = LongDouble.Compose(isNegative, LongDouble.NaN.Significand, LongDouble.MaximumExponent);
                return true;
        }

        bool isHexadecimal = rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!TrySplit(isHexadecimal ? rest.Substring(2) : rest, isHexadecimal, out BigInteger digits, out int fractionDigits, out int exponent))
        {
            return false;
        }

        bool isFinite = isHexadecimal
            ? TryScale(isNegative, digits, exponent - (4 * fractionDigits), out value)
            : TryScaleDecimal(isNegative, digits, exponent - fractionDigits, out value);
        isOverflow = !isFinite;
        return isFinite;
    }

    /// <summary>The text for an error message.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";

    private static bool TryScale(bool isNegative, BigInteger digits, int scale, out LongDouble value) =>
        scale <= MaximumExponent
            ? LongDoubleRounding.TryRound(isNegative, digits, BigInteger.One, Math.Max(scale, -2 * MaximumExponent), out value)
            : LongDoubleRounding.TryRound(isNegative, digits, BigInteger.One, MaximumExponent, out value);

    private static bool TryScaleDecimal(bool isNegative, BigInteger digits, int power, out LongDouble value)
    {
        // At most 20,000 digits, so a power beyond these bounds decides alone; the bound keeps Pow from running wild.
        power = Math.Min(Math.Max(power, -2 * MaximumLength), MaximumLength);
        return power >= 0
            ? LongDoubleRounding.TryRound(isNegative, digits * BigInteger.Pow(10, power), BigInteger.One, 0, out value)
            : LongDoubleRounding.TryRound(isNegative, digits, BigInteger.Pow(10, -power), 0, out value);
    }

    private static bool TrySplit(string text, bool isHexadecimal, out BigInteger digits, out int fractionDigits, out int exponent)
    {
        digits = default;
        fractionDigits = 0;
        exponent = 0;
        int mark = text.IndexOfAny(isHexadecimal ? new[] { 'p', 'P' } : new[] { 'e', 'E' });
        if (mark >= 0 && !TryReadExponent(text.Substring(mark + 1), out exponent))
        {
            return false;
        }

        string mantissa = mark >= 0 ? text.Substring(0, mark) : text;
        int point = mantissa.IndexOf('.');
        if (point >= 0)
        {
            fractionDigits = mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        if (mantissa.Length == 0)
        {
            return false;
        }

        foreach (char c in mantissa)
        {
            if (c is not (>= '0' and <= '9') && !(isHexadecimal && c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F')))
            {
                return false;
            }
        }

        digits = isHexadecimal
            ? BigInteger.Parse("0" + mantissa, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : BigInteger.Parse(mantissa, NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool TryReadExponent(string text, out int exponent)
    {
        exponent = 0;
        string digits = text.Length > 0 && text[0] is '-' or '+' ? text.Substring(1) : text;
        if (digits.Length == 0)
        {
            return false;
        }

        foreach (char c in digits)
        {
            if (c is not (>= '0' and <= '9'))
            {
                return false;
            }

            exponent = Math.Min((exponent * 10) + (c - '0'), MaximumExponent);
        }

        exponent = text[0] == '-' ? -exponent : exponent;
        return true;
    }
}
