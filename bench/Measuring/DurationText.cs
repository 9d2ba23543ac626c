using System.Globalization;

namespace FfiIsolation.Measuring;

/// <summary>Times as people read them: three digits and a unit.</summary>
internal static class DurationText
{
    private static readonly string[] s_units = ["ns", "µs", "ms", "s"];

    public static string Of(double nanoseconds)
    {
        int unit = 0;
        while (nanoseconds >= 999.5 && unit < s_units.Length - 1)
        {
            nanoseconds /= 1000;
            unit++;
        }

        string format = nanoseconds >= 99.95 ? "0" : nanoseconds >= 9.995 ? "0.#" : "0.##";
        return nanoseconds.ToString(format, CultureInfo.InvariantCulture) + " " + s_units[unit];
    }
}
