namespace FfiIsolation;

/// <summary>Reads an integer constant of C (6.4.4.1): decimal, octal or hexadecimal, with its suffixes.</summary>
internal static class IntegerConstant
{
    /// <summary>False if the text is none, or too large for a <see cref="long"/>.</summary>
    public static bool TryRead(string text, out long value)
    {
        value = 0;
        string digits = text.TrimEnd('u', 'U', 'l', 'L');
        string suffix = text.Substring(digits.Length).ToLowerInvariant();
        if (suffix is not ("" or "u" or "l" or "ul" or "lu" or "ll" or "ull" or "llu"))
        {
            return false;
        }

        int radix = 10;
        int at = 0;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            radix = 16;
            at = 2;
        }
        else if (digits.Length > 1 && digits[0] == '0')
        {
            radix = 8;
            at = 1;
        }

        if (at == digits.Length)
        {
            return false;
        }

        for (; at < digits.Length; at++)
        {
            int digit = digits[at] switch
            {
                >= '0' and <= '9' => digits[at] - '0',
                >= 'a' and <= 'f' => digits[at] - 'a' + 10,
                >= 'A' and <= 'F' => digits[at] - 'A' + 10,
                _ => 99,
            };
            if (digit >= radix || value > (long.MaxValue - digit) / radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        return true;
    }
}
