using System.Buffers.Text;
using FfiIsolation.Images;

namespace FfiIsolation.WrongPrototypes;

/// <summary>Tell-tale values that a function wrote as text, by <c>printf</c> and its like. Pure.</summary>
internal static class WrittenTellTales
{
    /// <summary>How many digits the addresses have, all of them alike: as hexadecimal and decimal numbers, whole and cut to 32 bits.</summary>
    private const int Hexadecimal = 12, Decimal = 14, LowHexadecimal = 8, LowDecimal = 10;

    /// <summary>Of a conversion of <c>printf</c>: what may stand between the percent sign and its letter, and the letters of floating-point numbers.</summary>
    private const string FlagsWidthAndLength = " #+-'.*$0123456789hlLqjzt", Floating = "aAeEfFgG";

    /// <summary>Which tell-tale address a text has as a number: as it is, or its lower half. One that was computed with is not looked for, since texts are full of numbers.</summary>
    public static int? NumberIn(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAnyInRange((byte)'0', (byte)'9') is var start and >= 0)
        {
            int end = start + 1;
            while (end < text.Length && char.IsAsciiHexDigit((char)text[end]))
            {
                end++;
            }

            // None of them begins with a letter.
            if ((start == 0 || !char.IsAsciiLetterOrDigit((char)text[start - 1]) || text[start - 1] is (byte)'x' or (byte)'X') && Of(text[start..end]) is { } number)
            {
                return number;
            }

            text = text[end..];
        }

        return null;
    }

    /// <summary>Whether <c>nan</c> is a word of it, with a sign or without.</summary>
    public static bool HasNan(ReadOnlySpan<byte> text)
    {
        for (int from = 0; text[from..].IndexOf("nan"u8) is var found and >= 0; from += found + 3)
        {
            int at = from + found, end = at + 3;
            if ((at == 0 || !char.IsAsciiLetterOrDigit((char)text[at - 1])) && (end == text.Length || !char.IsAsciiLetterOrDigit((char)text[end])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a format of <c>printf</c> has a conversion for a <c>double</c>.</summary>
    public static bool AsksForFloating(ReadOnlySpan<char> format)
    {
        while (format.IndexOf('%') is var percent and >= 0)
        {
            format = format[(percent + 1)..];
            int conversion = format.IndexOfAnyExcept(FlagsWidthAndLength);
            if (conversion < 0)
            {
                return false;
            }

            if (Floating.Contains(format[conversion]))
            {
                return true;
            }

            format = format[(conversion + 1)..];
        }

        return false;
    }

    private static int? Of(ReadOnlySpan<byte> digits)
    {
        bool isRead = Utf8Parser.TryParse(digits, out ulong value, out int read, digits.Length is Hexadecimal or LowHexadecimal ? 'x' : default) && read == digits.Length;
        return !isRead ? null : digits.Length switch
        {
            Hexadecimal or Decimal => TellTales.OfAccess(value) is { } number && TellTales.Address(number) == value ? number : null,
            LowHexadecimal or LowDecimal when value <= uint.MaxValue => TellTales.OfLowHalf((uint)value),
            _ => null,
        };
    }
}
