using System.Globalization;
using System.Numerics;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Floating constants as C writes them (<c>1.5e3</c>, <c>.5f</c>, <c>0x1.8p3</c>), integer ones, and <c>inf</c>, <c>-inf</c>, <c>nan</c> as strtod reads them.
/// A fraction is rounded as C does; an integer has to fit exactly.</summary>
internal static class FloatingText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Whether the text is a number of any kind.</summary>
    public static bool IsNumber(string text) =>
        IntegerText.TryRead(text, out _) || TryReadUnchecked(text, out _);

    /// <summary>Reads a double; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryReadDouble(string text, out double value, out string problem)
    {
        bool isInteger = IntegerText.TryRead(text, out BigInteger integer);
        value = 0;
        problem = isInteger || TryReadUnchecked(text, out value) ? "" : "write a number such as 1.5, -2e10 or inf";
        if (isInteger)
        {
            value = (double)integer;
            problem = double.IsFinite(value) && (BigInteger)value == integer ? "" : "a double cannot hold this integer exactly";
        }
        else if (double.IsInfinity(value) && !SaysInfinity(text))
        {
            problem = "it is larger than any double; write inf if infinity is meant";
        }

        return problem.Length == 0;
    }

    /// <summary>Reads a float; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryReadSingle(string text, out float value, out string problem)
    {
        value = 0;
        if (!TryReadDouble(text, out double wide, out problem))
        {
            return false;
        }

        bool isInteger = IntegerText.TryRead(text, out _);
        value = (float)wide;
        if (isInteger && value != wide)
        {
            problem = "a float cannot hold this integer exactly";
        }
        else if (!isInteger && float.TryParse(WithoutSuffix(text), Style, CultureInfo.InvariantCulture, out float direct) && float.IsFinite(direct))
        {
            // Rounded once, from the text.
            value = direct;
        }
        else if (float.IsInfinity(value) && !SaysInfinity(text))
        {
            problem = "it is larger than any float; write inf if infinity is meant";
        }

        return problem.Length == 0;
    }

    /// <summary>Reads a long double; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryReadLongDouble(string text, out LongDouble value, out string problem)
    {
        string number = IntegerText.TryRead(text, out BigInteger integer) ? integer.ToString(CultureInfo.InvariantCulture) : WithoutSuffix(text);
        problem = LongDouble.TryParse(number, out value) ? ""
            : IsNumber(text) ? "it is larger than any long double; write inf if infinity is meant"
            : "write a number such as 1.5, -2e10 or inf";
        return problem.Length == 0;
    }

    private static bool TryReadUnchecked(string text, out double value)
    {
        text = WithoutSuffix(text);
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        // Hexadecimal ones, inf and nan: .NET reads none of them as C writes them.
        bool good = LongDouble.TryParse(text, out LongDouble wide);
        value = good ? (double)wide : 0;
        return good;
    }

    private static bool SaysInfinity(string text) => text.TrimStart('+', '-').StartsWith("inf", StringComparison.OrdinalIgnoreCase);

    // The suffix gives a constant its type in C; here the parameter does. In a hexadecimal one, f is a digit.
    private static string WithoutSuffix(string text)
    {
        bool isHexadecimal = text.Contains("0x", StringComparison.OrdinalIgnoreCase) && !text.Contains('p', StringComparison.OrdinalIgnoreCase);
        bool hasSuffix = text.Length > 1 && text[^1] is 'f' or 'F' or 'l' or 'L' && (char.IsAsciiDigit(text[^2]) || text[^2] == '.');
        return hasSuffix && !isHexadecimal ? text[..^1] : text;
    }
}
