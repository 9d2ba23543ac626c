using System.Globalization;
using System.Numerics;
using System.Text;

namespace FfiIsolation.Cli.Arguments;

/// <summary>Integer constants as C writes them: <c>42</c>, <c>-1</c>, <c>0x2a</c>, <c>052</c>, <c>0b101010</c>, <c>42UL</c>, <c>'a'</c>, <c>'\n'</c>.</summary>
internal static class IntegerText
{
    private static readonly string[] Suffixes = { "", "u", "l", "ll", "ul", "ull", "lu", "llu" };

    /// <summary>Reads the whole text as one constant with an optional sign. Of any size: whether it fits is another question.</summary>
    public static bool TryRead(string text, out BigInteger value)
    {
        if (text.Length > 0 && text[0] is '-' or '+' && TryReadUnsigned(text[1..], out value))
        {
            value = text[0] == '-' ? -value : value;
            return true;
        }

        return TryReadUnsigned(text, out value);
    }

    private static bool TryReadUnsigned(string text, out BigInteger value) =>
        text.StartsWith('\'') ? TryReadCharacter(text, out value) : TryReadDigits(text.ToLowerInvariant(), out value);

    private static bool TryReadDigits(string text, out BigInteger value)
    {
        value = default;
        if (text.Length == 0 || text.Length > 200 || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        (int radix, int start) = text switch
        {
            ['0', 'x', ..] => (16, 2),
            ['0', 'b', ..] => (2, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        int end = start;
        while (end < text.Length && DigitValue(text[end]) < radix)
        {
            value = value * radix + DigitValue(text[end]);
            end++;
        }

        // "0" alone and "0u" have no octal digits after the first: the leading 0 is their digit.
        bool anyDigit = end > start || radix == 8;
        return anyDigit && Array.IndexOf(Suffixes, text[end..]) >= 0;
    }

    private static int DigitValue(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'a' and <= 'f' => digit - 'a' + 10,
        _ => int.MaxValue,
    };

    private static bool TryReadCharacter(string text, out BigInteger value)
    {
        value = default;
        if (text.Length < 3 || text[^1] != '\'')
        {
            return false;
        }

        string inside = text[1..^1];
        if (inside[0] == '\\')
        {
            return TryReadEscape(inside[1..], out value);
        }

        // One character of Unicode, so that 'é' can be given to a wchar_t; a plain char refuses it by range.
        if (Rune.DecodeFromUtf16(inside, out Rune rune, out int length) != System.Buffers.OperationStatus.Done || length != inside.Length || inside == "'")
        {
            return false;
        }

        value = rune.Value;
        return true;
    }

    private static bool TryReadEscape(string text, out BigInteger value)
    {
        value = default;
        if (text.Length == 1 && "abfnrtv\\'\"?".IndexOf(text[0], StringComparison.Ordinal) is >= 0 and int index)
        {
            value = "\a\b\f\n\r\t\v\\'\"?"[index];
            return true;
        }

        if (text.Length is > 1 and <= 9 && text[0] == 'x')
        {
            bool good = uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code);
            value = code;
            return good;
        }

        if (text.Length is >= 1 and <= 3 && text.All(c => c is >= '0' and <= '7'))
        {
            value = text.Aggregate(0, (sum, c) => sum * 8 + (c - '0'));
            return true;
        }

        return false;
    }
}
