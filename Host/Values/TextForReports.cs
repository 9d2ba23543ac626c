// How values are shown in reports and messages: short, on one line, without control characters.
using System.Globalization;
using System.Text;
using FfiIsolation.Images;

namespace FfiIsolation;

internal static class TextForReports
{
    private const int MaxCharacters = 64;
    private const int MaxBytes = 16;
    private const int MaxInitializer = 200;

    /// <summary>The text as a C string literal, cut after 64 characters.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxCharacters)))
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => c.ToString(),
            });
        }

        return text.Length > MaxCharacters ? $"{quoted}…\" ({text.Length} characters)" : $"{quoted}\"";
    }

    /// <summary>A complex number as C's programmers write it: <c>1 + 2i</c>.</summary>
    public static string Complex(string real, string imaginary) =>
        imaginary.StartsWith('-') ? $"{real} - {imaginary[1..]}i" : $"{real} + {imaginary}i";

    /// <summary>A value as an initialiser, cut after 200 characters.</summary>
    public static string Describe(NativeStruct value)
    {
        string text = value.ToString();
        return text.Length > MaxInitializer ? $"{text[..MaxInitializer]}… ({value.Bytes.Length} bytes)" : text;
    }

    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        string hex = Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, MaxBytes)]);
        return bytes.Length > MaxBytes ? $"hex:{hex}… ({bytes.Length} bytes)" : $"hex:{hex}";
    }

    public static string Describe(ReadOnlySpan<byte> input, BlockDirection direction, int length) => direction switch
    {
        BlockDirection.Out => $"out:{length}",
        BlockDirection.InOut => "inout:" + Describe(input),
        _ => Describe(input),
    };
}
