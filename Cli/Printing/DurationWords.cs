using System.Globalization;

namespace FfiIsolation.Cli.Printing;

/// <summary>A measured time with three digits and the unit that suits it: <c>8.02 ns</c>, <c>312 µs</c>, <c>1.5 s</c>.</summary>
internal static class DurationWords
{
    private static readonly (double Nanoseconds, string Unit)[] Units = { (1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns") };

    public static string Of(TimeSpan duration) => OfNanoseconds(duration.TotalNanoseconds);

    public static string OfNanoseconds(double nanoseconds)
    {
        (double length, string unit) = Units.FirstOrDefault(unit => nanoseconds >= unit.Nanoseconds, Units[^1]);
        double value = nanoseconds / length;
        string format = value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }
}
