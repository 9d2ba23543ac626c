namespace FfiIsolation.Cli.Arguments;

/// <summary>Bytes as hexadecimal digits, two a byte, without separators.</summary>
internal static class HexText
{
    /// <summary>Reads the digits; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead(string digits, out byte[] bytes, out string problem)
    {
        bytes = Array.Empty<byte>();
        problem = "";
        if (digits.Where(c => !char.IsAsciiHexDigit(c)).Select(c => (char?)c).FirstOrDefault() is { } wrong)
        {
            problem = $"'{wrong}' is no hexadecimal digit";
            return false;
        }

        if (digits.Length % 2 != 0)
        {
            problem = $"{digits.Length} hexadecimal digits are no whole number of bytes; each byte takes two";
            return false;
        }

        bytes = Convert.FromHexString(digits);
        return true;
    }

    /// <summary>The digits, in lower case.</summary>
    public static string Write(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
