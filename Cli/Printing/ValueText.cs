using System.Globalization;

namespace FfiIsolation.Cli.Printing;

/// <summary>A value as C would write it, or as <c>ffi</c> would read it back.</summary>
internal static class ValueText
{
    /// <summary>Text as it is; numbers without loss; pointers as <c>0x…</c>; a text that is not there as <c>null</c>.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool boolean => boolean ? "true" : "false",
        double number => Floating(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => Floating(number, number.ToString("R", CultureInfo.InvariantCulture)),
        Half number => Floating((double)number, number.ToString(CultureInfo.InvariantCulture)),
        System.Numerics.Complex number => TextForReports.Complex(Of(number.Real), Of(number.Imaginary)),
        NativePointer pointer => "0x" + pointer.Address.ToString("x", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // strtod's words, which .NET does not use.
    private static string Floating(double value, string digits) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        double.NaN => "nan",
        _ => digits.ToLowerInvariant(),
    };
}
