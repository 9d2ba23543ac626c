using System.Globalization;

namespace FfiIsolation.Initializers;

/// <summary>A floating constant of C (6.4.4.2), rounded once, from its text to the type it is for.</summary>
internal static class FloatingLiteral
{
    private const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <param name="value">A number of the kind; for <c>_Float128</c> its bits, as a <see cref="UInt128"/>.</param>
    /// <param name="text">Without a sign; may have a suffix (<c>f</c>, <c>l</c>, <c>f16</c>), which changes nothing here.</param>
    public static bool TryRead(string text, bool isNegative, FloatingKind kind, out object value, out string problem)
    {
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        string digits = WithoutSuffix(text, isHexadecimal);
        problem = "";
        value = 0.0;
        object? read = kind switch
        {
            FloatingKind.Quad => QuadText.Read(digits, isNegative, out problem),
            FloatingKind.LongDouble => LongDoubleOf(digits, out problem),
            _ when isHexadecimal => LongDoubleOf(digits, out problem) is LongDouble exact ? Narrow(exact, kind) : null,
            FloatingKind.Half => Half.TryParse(digits, Style, CultureInfo.InvariantCulture, out Half half) ? half : null,
            FloatingKind.Float => float.TryParse(digits, Style, CultureInfo.InvariantCulture, out float single) ? single : null,
            _ => double.TryParse(digits, Style, CultureInfo.InvariantCulture, out double wide) ? wide : null,
        };
        if (read is null)
        {
            problem = problem.Length > 0 ? problem : $"'{text}' is no number";
            return false;
        }

        if (Members.Numbers.IsInfinite(read))
        {
            problem = $"it is beyond the range of {Members.Numbers.NameOf(kind)}; inf is infinity";
            return false;
        }

        value = isNegative && read is not UInt128 ? Negate(read) : read;
        return true;
    }

    private static object? LongDoubleOf(string digits, out string problem)
    {
        problem = "";
        try
        {
            return char.IsAsciiLetter(digits[0]) ? null : LongDouble.Parse(digits);
        }
        catch (FormatException)
        {
            return null;
        }
        catch (OverflowException)
        {
            problem = "it is beyond the range of long double; inf is infinity";
            return null;
        }
    }

    /// <summary>Rounds once: the double in between, where it is not exact, has its last bit set ("round to odd"), so that rounding it again cannot go wrong.</summary>
    private static object Narrow(LongDouble exact, FloatingKind kind)
    {
        double wide = (double)exact;
        if (kind == FloatingKind.Double)
        {
            return wide;
        }

        if ((LongDouble)wide != exact && double.IsFinite(wide))
        {
            LongDouble back = wide;
            bool isAbove = back.BiasedExponent != exact.BiasedExponent ? back.BiasedExponent > exact.BiasedExponent : back.Significand > exact.Significand;
            wide = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(isAbove ? double.BitDecrement(wide) : wide) | 1);
        }

        return kind == FloatingKind.Float ? (float)wide : (object)(Half)wide;
    }

    private static object Negate(object value) => value switch
    {
        Half half => -half,
        float single => -single,
        double wide => -wide,
        _ => new LongDouble(((LongDouble)value).Significand, (ushort)(((LongDouble)value).SignAndExponent ^ 0x8000)),
    };

    private static string WithoutSuffix(string text, bool isHexadecimal)
    {
        bool hasLongSuffix = !isHexadecimal || text.Contains('p', StringComparison.OrdinalIgnoreCase);
        foreach (string suffix in (string[])["f16", "f128"])
        {
            if (hasLongSuffix && text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return text[..^suffix.Length];
            }
        }

        bool mayEndInDigit = isHexadecimal && !text.Contains('p', StringComparison.OrdinalIgnoreCase);
        return text.Length > 1 && (text[^1] is 'l' or 'L' || (text[^1] is 'f' or 'F' && !mayEndInDigit)) ? text[..^1] : text;
    }
}
