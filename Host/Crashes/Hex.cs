using System.Globalization;

namespace FfiIsolation.Crashes;

internal static class Hex
{
    /// <summary>As C prints pointers: 0x7f12.</summary>
    public static string Short(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>All 16 digits, for columns.</summary>
    public static string Full(ulong value) => "0x" + value.ToString("x16", CultureInfo.InvariantCulture);
}
