using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Floating constants as C writes them (<c>1.5e3</c>, <c>.5f</c>, <c>0x1.8p3</c>), integer ones, and <c>inf</c>, <c>-inf</c>, <c>nan</c> as strtod reads them.</summary>
internal static class FloatingText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a double. A number too large for one is infinite in <paramref name="value"/> while the text is not.</summary>
    public static bool TryReadDouble(string text, out double value)
    {
        if (TryReadSpecial(text, out value) || TryReadHexadecimal(text, out value))
        {
            return true;
        }

        if (IntegerText.TryRead(text, out BigInteger integer))
        {
            // By way of the decimal text, which rounds as IEEE 754 says; BigInteger's own conversion cuts.
            text = integer.ToString(CultureInfo.InvariantCulture);
        }

        return double.TryParse(WithoutSuffix(text), Style, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a float, rounded once from the text.</summary>
    public static bool TryReadSingle(string text, out float value)
    {
        if (TryReadSpecial(text, out double exact) || TryReadHexadecimal(text, out exact))
        {
            value = (float)exact;
            return true;
        }

        if (IntegerText.TryRead(text, out BigInteger integer))
        {
            text = integer.ToString(CultureInfo.InvariantCulture);
        }

        return float.TryParse(WithoutSuffix(text), Style, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether the text says an infinity, rather than a number that became one.</summary>
    public static bool IsInfinite(string text) => TryReadSpecial(text, out double value) && double.IsInfinity(value);

    /// <summary>The text without the suffix that gives a constant its type in C.</summary>
    public static string WithoutSuffix(string text) =>
        text.Length > 1 && text[^1] is 'f' or 'F' or 'l' or 'L' && char.IsAsciiDigit(text[^2]) | text[^2] == '.' ? text[..^1] : text;

    private static bool TryReadSpecial(string text, out double value)
    {
        string name = text.TrimStart('+', '-').ToLowerInvariant();
        value = name switch
        {
            "inf" or "infinity" => double.PositiveInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        value = text.StartsWith('-') ? -value : value;
        return value != 0 && text.Length - name.Length <= 1;
    }

    private static bool TryReadHexadecimal(string text, out double value)
    {
        value = 0;
        bool negative = text.StartsWith('-');
        string body = (negative || text.StartsWith('+') ? text[1..] : text).ToLowerInvariant();
        int exponentAt = body.IndexOf('p');
        if (!body.StartsWith("0x", StringComparison.Ordinal) || exponentAt < 0 ||
            !int.TryParse(body.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent) || Math.Abs(exponent) > 10_000)
        {
            return false;
        }

        string mantissa = body[2..exponentAt];
        int point = mantissa.IndexOf('.');
        string digits = mantissa.Replace(".", "");
        if (digits.Length == 0 || mantissa.Length - digits.Length > 1 ||
            !UInt64.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) || bits >> 53 != 0)
        {
            // More digits than a double holds: refused, since rounding them here would round twice.
            return false;
        }

        value = Math.ScaleB((double)bits, exponent - (point < 0 ? 0 : 4 * (mantissa.Length - point - 1)));
        value = negative ? -value : value;
        return true;
    }
}
