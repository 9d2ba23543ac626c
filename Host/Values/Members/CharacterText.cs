using System.Text;

namespace FfiIsolation.Members;

/// <summary>Text as the code units of C's character types: UTF-8 for <c>char</c>, UTF-16 for <c>char16_t</c>, UTF-32 for <c>wchar_t</c> and <c>char32_t</c>.</summary>
internal static class CharacterText
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding s_utf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding s_utf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);

    /// <summary>Whether text can be written into elements of this type.</summary>
    public static bool IsFor(CType element) => element is IntegerType { IsCharacter: true } or IntegerType { Size: 1 };

    /// <summary>The encoding of code units of that size. Encoding throws for what it cannot express; decoding replaces it.</summary>
    public static Encoding Strict(int unitSize) => unitSize switch
    {
        1 => s_utf8,
        2 => s_utf16,
        _ => s_utf32,
    };

    /// <summary>The text up to the first zero unit, or all of it; what is invalid becomes U+FFFD.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, int unitSize)
    {
        ReadOnlySpan<byte> text = bytes[..LengthOf(bytes, unitSize)];
        return unitSize switch
        {
            1 => Encoding.UTF8.GetString(text),
            2 => Encoding.Unicode.GetString(text),
            _ => Encoding.UTF32.GetString(text),
        };
    }

    /// <summary>The bytes in front of the first zero unit.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes, int unitSize)
    {
        for (int at = 0; at + unitSize <= bytes.Length; at += unitSize)
        {
            if (!bytes.Slice(at, unitSize).ContainsAnyExcept((byte)0))
            {
                return at;
            }
        }

        return bytes.Length;
    }

    /// <summary>The bytes of the text, without terminator; null, with the reason, where it cannot be expressed.</summary>
    public static byte[]? Encode(string text, int unitSize, out string problem) => Encode(text, Strict(unitSize), unitSize, out problem);

    /// <inheritdoc cref="Encode(string, int, out string)"/>
    public static byte[]? Encode(string text, Encoding strict, int unitSize, out string problem)
    {
        problem = "";
        if (text.IndexOf('\0') is var nul and >= 0)
        {
            problem = $"it has a NUL at index {nul}, where C would take the text to end";
            return null;
        }

        try
        {
            return strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            problem = e.CharUnknownHigh != '\0' || char.IsSurrogate(e.CharUnknown) && e.CharUnknownLow == '\0'
                ? $"it has {(e.CharUnknownHigh != '\0' ? "a character" : "an unpaired surrogate")} at index {e.Index}, which {NameOf(strict, unitSize)} cannot express"
                : $"it has '{e.CharUnknown}' (U+{(int)e.CharUnknown:X4}) at index {e.Index}, which {NameOf(strict, unitSize)} cannot express";
            return null;
        }
    }

    private static string NameOf(Encoding encoding, int unitSize) =>
        ReferenceEquals(encoding, s_utf8) ? "UTF-8" : ReferenceEquals(encoding, s_utf16) ? "UTF-16" : unitSize == 4 ? "UTF-32" : encoding.WebName;
}
