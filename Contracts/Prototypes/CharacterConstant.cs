using System.Globalization;

namespace FfiIsolation;

/// <summary>Reads a character constant of C (6.4.4.4): one ASCII character or escape. Its type is int, its value that of a signed char.</summary>
internal static class CharacterConstant
{
    /// <param name="text">With its quotes.</param>
    public static bool TryRead(string text, out int value)
    {
        value = 0;
        string body = text.Length > 2 ? text.Substring(1, text.Length - 2) : "";
        if (body.Length == 0 || body[0] > '~')
        {
            return false;
        }

        if (body[0] != '\\')
        {
            value = body[0];
            return body.Length == 1;
        }

        return TryReadEscape(body.Substring(1), out value);
    }

    private static bool TryReadEscape(string escape, out int value)
    {
        value = escape switch
        {
            "n" => '\n',
            "t" => '\t',
            "r" => '\r',
            "a" => '\a',
            "b" => '\b',
            "f" => '\f',
            "v" => '\v',
            "e" => 27,
            "\\" or "'" or "\"" or "?" => escape[0],
            _ => -1,
        };
        if (value >= 0 || escape.Length == 0)
        {
            return value >= 0;
        }

        bool isHexadecimal = escape[0] == 'x';
        string digits = isHexadecimal ? escape.Substring(1) : escape;
        if (digits.Length is 0 or > 3 || digits.Any(c => IntegerConstant.DigitOf(c) >= (isHexadecimal ? 16 : 8)))
        {
            return false;
        }

        int code = isHexadecimal
            ? int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : digits.Aggregate(0, (sum, c) => (8 * sum) + IntegerConstant.DigitOf(c));
        value = (sbyte)code;
        return code <= byte.MaxValue;
    }
}
