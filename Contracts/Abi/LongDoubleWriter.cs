using System.Globalization;
using System.Numerics;

namespace FfiIsolation;

/// <summary>Writes a long double as C's <c>%.21Lg</c>.</summary>
internal static class LongDoubleWriter
{
    // ceil(64 * log10(2)) + 1 digits tell any two long doubles apart.
    private const int Digits = 21;

    public static string Write(LongDouble value)
    {
        string sign = value.IsNegative ? "-" : "";
        if (!value.IsFinite)
        {
            return sign + (value.IsNaN ? "nan" : "inf");
        }

        if (value.Significand == 0)
        {
            return sign + "0";
        }

        string digits = Round(value, out int exponent);
        int shown = digits.TrimEnd('0').Length;
        if (exponent is < -4 or >= Digits)
        {
            string fraction = shown > 1 ? "." + digits.Substring(1, shown - 1) : "";
            string exponentText = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{exponentText}";
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits.Substring(0, shown);
        }

        string whole = digits.Substring(0, exponent + 1);
        return shown > exponent + 1 ? $"{sign}{whole}.{digits.Substring(exponent + 1, shown - exponent - 1)}" : sign + whole;
    }

    // The 21 digits, and the power of ten of the first. Exact arithmetic, rounded to even as glibc does.
    private static string Round(LongDouble value, out int exponent)
    {
        BigInteger numerator = value.Significand;
        BigInteger denominator = BigInteger.One;
        if (value.Scale >= 0)
        {
            numerator <<= value.Scale;
        }
        else
        {
            denominator <<= -value.Scale;
        }

        // A first guess from the logarithm, which may be one off either way.
        exponent = (int)Math.Floor((Math.Log10(value.Significand) + (value.Scale * Math.Log10(2))));
        while (true)
        {
            int power = Digits - 1 - exponent;
            BigInteger scaled = power >= 0 ? numerator * BigInteger.Pow(10, power) : numerator;
            BigInteger divisor = power >= 0 ? denominator : denominator * BigInteger.Pow(10, -power);
            BigInteger quotient = BigInteger.DivRem(scaled, divisor, out BigInteger remainder);
            string floor = quotient.ToString(CultureInfo.InvariantCulture);
            if (floor.Length != Digits)
            {
                exponent += floor.Length < Digits ? -1 : 1;
                continue;
            }

            int half = BigInteger.Compare(remainder << 1, divisor);
            if (half > 0 || (half == 0 && !quotient.IsEven))
            {
                quotient += 1;
            }

            string rounded = quotient.ToString(CultureInfo.InvariantCulture);
            exponent += rounded.Length - Digits;
            return rounded.Substring(0, Digits);
        }
    }
}
