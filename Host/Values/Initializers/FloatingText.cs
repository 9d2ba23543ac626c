using System.Buffers.Binary;
using System.Globalization;
using FfiIsolation.Members;

namespace FfiIsolation.Initializers;

/// <summary>Floating-point numbers as text that reads back to the same bits: the shortest for float and double, 21 digits at most for long double.</summary>
internal static class FloatingText
{
    public static string Of(FloatingKind kind, ReadOnlySpan<byte> bytes)
    {
        if (kind == FloatingKind.Quad)
        {
            return QuadText.Of(bytes);
        }

        object value = ScalarReader.ReadFloating(kind, bytes);
        if (value is LongDouble extended)
        {
            return extended.IsNaN ? NotANumber.Describe(extended.IsNegative, extended.Significand & ~(1UL << 63), kind)
                : extended.Significand == 0 && extended.IsNegative ? "-0.0" : extended.ToString();
        }

        double wide = value switch { Half half => (double)half, float single => single, _ => (double)value };
        return double.IsNaN(wide) ? Nan(kind, bytes)
            : double.IsInfinity(wide) ? wide > 0 ? "inf" : "-inf"
            : wide == 0 && double.IsNegative(wide) ? "-0.0"
            : Shortest(wide, ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant());
    }

    /// <summary>GNU C's <c>1 + 2i</c>, or <c>CMPLX(…)</c> where a part is not finite.</summary>
    public static string OfComplex(ComplexType complex, ReadOnlySpan<byte> bytes)
    {
        string real = Of(complex.Part.Kind, bytes), imaginary = Of(complex.Part.Kind, bytes[complex.Part.Size..]);
        bool isPlain = !(real + imaginary).Contains('n', StringComparison.Ordinal);
        return !isPlain ? $"CMPLX({real}, {imaginary})"
            : imaginary[0] == '-' ? $"{real} - {imaginary[1..]}i" : $"{real} + {imaginary}i";
    }

    // The shortest digits of a large number may be those of another integer, which a floating type would have to hold exactly: 61000 for 60992 as _Float16.
    private static string Shortest(double value, string text) =>
        text.AsSpan().IndexOfAny('.', 'e') < 0 && value.ToString("F0", CultureInfo.InvariantCulture) != text ? text + ".0" : text;

    private static string Nan(FloatingKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        FloatingKind.Half => BinaryPrimitives.ReadUInt16LittleEndian(bytes) is var bits ? NotANumber.Describe(bits >> 15 != 0, bits & 0x3FFu, kind) : "",
        FloatingKind.Float => BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var bits ? NotANumber.Describe(bits >> 31 != 0, bits & 0x7FFFFF, kind) : "",
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var bits ? NotANumber.Describe(bits >> 63 != 0, bits & 0xF_FFFF_FFFF_FFFF, kind) : "",
    };
}
