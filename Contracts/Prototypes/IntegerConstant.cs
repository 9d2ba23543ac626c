namespace FfiIsolation;

/// <summary>Reads an integer constant of C (6.4.4.1): decimal, octal or hexadecimal, with its suffixes.</summary>
internal static class IntegerConstant
{
    /// <summary>False if the text is none, or too large for a <see cref="long"/>.</summary>
    public static bool TryRead(string text, out long value)
    {
        bool isRead = TryRead(text, out ulong magnitude, out _, out _) && magnitude <= long.MaxValue;
        value = isRead ? (long)magnitude : 0;
        return isRead;
    }

    /// <summary>False if the text is none, or too large for 64 bits.</summary>
    /// <param name="suffix">Its suffix in lower case.</param>
    public static bool TryRead(string text, out ulong value, out bool isDecimal, out string suffix)
    {
        value = 0;
        isDecimal = false;
        string digits = text.TrimEnd('u', 'U', 'l', 'L');
        suffix = text.Substring(digits.Length).ToLowerInvariant();
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
        else if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
        {
            radix = 2;
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
            int digit = DigitOf(digits[at]);
            if (digit >= radix || value > (ulong.MaxValue - (ulong)digit) / (ulong)radix)
            {
                return false;
            }

            value = (value * (ulong)radix) + (ulong)digit;
        }

        isDecimal = radix == 10;
        return true;
    }

    public static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 99,
    };
}
