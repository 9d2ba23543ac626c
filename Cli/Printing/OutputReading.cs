using System.Text;
using FfiIsolation.Cli.Arguments;
using FfiIsolation.Members;

namespace FfiIsolation.Cli.Printing;

/// <summary>Decides what the bytes of a buffer mean: text, values, or just bytes.</summary>
internal static class OutputReading
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A <see cref="string"/> for text, an array of values for a typed pointer, the <see cref="byte"/>[] itself where neither fits.</summary>
    public static object Read(CType pointee, byte[] bytes)
    {
        if (pointee is IntegerType { Kind: IntegerKind.Char or IntegerKind.SignedChar or IntegerKind.UnsignedChar } character)
        {
            return TryReadText(bytes, isBytes: character.Kind != IntegerKind.Char, out string text) ? text : bytes;
        }

        if (pointee is IntegerType { IsCharacter: true } wide && bytes.Length > wide.Size && TryReadWide(bytes, wide.Size, out string content))
        {
            return content;
        }

        bool whole = pointee.Size > 0 && bytes.Length > 0 && bytes.Length % pointee.Size == 0;
        return whole && (pointee is (IntegerType or BooleanType or PointerType) || Pointee.IsInitialised(pointee))
            ? ElementText.Values(pointee, bytes)
            : bytes;
    }

    private static bool TryReadWide(byte[] bytes, int unit, out string text)
    {
        int length = CharacterText.LengthOf(bytes, unit);
        text = "";
        try
        {
            text = CharacterText.Strict(unit).GetString(bytes, 0, length);
            return length < bytes.Length && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
        }
        catch (DecoderFallbackException)
        {
            // No text: numbers, then.
            return false;
        }
    }

    // Up to the terminator, or all of it where there is none. What stands behind the terminator of a text is whatever was there before,
    // but behind the first zero of a byte buffer it may be data.
    private static bool TryReadText(byte[] bytes, bool isBytes, out string text)
    {
        text = "";
        int length = Array.IndexOf(bytes, (byte)0);
        length = length < 0 ? bytes.Length : length;
        if (isBytes && bytes.AsSpan(length).ContainsAnyExcept((byte)0))
        {
            return false;
        }

        try
        {
            text = StrictUtf8.GetString(bytes, 0, length);
            return !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
        }
        catch (DecoderFallbackException)
        {
            // No UTF-8: bytes, then.
            return false;
        }
    }
}
