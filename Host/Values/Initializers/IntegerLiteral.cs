using System.Numerics;

namespace FfiIsolation.Initializers;

/// <summary>An integer constant of C (6.4.4.1), of any size: C has none for <c>__int128</c>.</summary>
internal static class IntegerLiteral
{
    private const int MaxDigits = 256;

    public static bool TryRead(string text, out BigInteger value, out bool isUnsigned)
    {
        value = BigInteger.Zero;
        string digits = text.TrimEnd('u', 'U', 'l', 'L');
        string suffix = text[digits.Length..].ToLowerInvariant();
        isUnsigned = suffix.Contains('u', StringComparison.Ordinal);
        if (suffix is not ("" or "u" or "l" or "ul" or "lu" or "ll" or "ull" or "llu") || digits.Length is 0 or > MaxDigits)
        {
            return false;
        }

        bool hasPrefix = digits.Length > 2 && digits[0] == '0';
        (int radix, int start) = hasPrefix && digits[1] is 'x' or 'X' ? (16, 2) : hasPrefix && digits[1] is 'b' or 'B' ? (2, 2) : digits.Length > 1 && digits[0] == '0' ? (8, 1) : (10, 0);
        foreach (char c in digits.AsSpan(start))
        {
            int digit = IntegerConstant.DigitOf(c);
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        return true;
    }
}
