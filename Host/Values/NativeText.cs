using System.Text;
using FfiIsolation.Members;

namespace FfiIsolation;

/// <summary>
/// Text in an encoding of the caller's choice. A <see cref="string"/> by itself is passed as UTF-8 to <c>char *</c>, as UTF-16 to <c>char16_t *</c>, as UTF-32 to <c>wchar_t *</c> and <c>char32_t *</c>.
/// What the encoding cannot express is refused, never replaced.
/// </summary>
public static class NativeText
{
    /// <summary>Text with its terminator: a zero of the size of the encoding's units.</summary>
    /// <param name="text">The text, without NUL.</param>
    /// <param name="encoding">null for UTF-8.</param>
    /// <exception cref="ArgumentException">The encoding cannot express it (says which character, at which index), or it has a NUL.</exception>
    public static NativeBuffer In(string text, Encoding? encoding = null) => NativeBuffer.In<byte>([.. Encode(text, encoding), .. new byte[UnitOf(encoding)]]);

    /// <summary>Text without terminator, for functions that take its length besides.</summary>
    /// <param name="text">The text, without NUL.</param>
    /// <param name="encoding">null for UTF-8.</param>
    /// <exception cref="ArgumentException">The encoding cannot express it (says which character, at which index), or it has a NUL.</exception>
    public static NativeBuffer InUnterminated(string text, Encoding? encoding = null) => NativeBuffer.In<byte>(Encode(text, encoding));

    /// <summary>The size of the encoding's smallest unit in bytes, which is that of its terminator.</summary>
    internal static int UnitOf(Encoding? encoding) => encoding?.GetByteCount("\0") ?? 1;

    private static byte[] Encode(string text, Encoding? encoding)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CharacterText.Encode(text, Strict(encoding), UnitOf(encoding), out string problem)
            ?? throw new ArgumentException($"{TextForReports.Quote(text)} cannot be passed: {problem}.", nameof(text));
    }

    internal static Encoding Strict(Encoding? encoding)
    {
        if (encoding is null)
        {
            return CharacterText.Strict(1);
        }

        var strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        return strict;
    }
}
