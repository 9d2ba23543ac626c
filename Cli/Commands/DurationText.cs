using System.Globalization;

namespace FfiIsolation.Cli.Commands;

/// <summary>Reads a time with its unit: <c>500ms</c>, <c>5s</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class DurationText
{
    /// <summary>The longest time that can be said; far beyond any call worth waiting for, and well inside what timers take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly (string Unit, TimeSpan Length)[] Units =
    {
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    };

    /// <summary>Reads the text; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead(string text, out TimeSpan duration, out string problem)
    {
        duration = default;
        problem = "";
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal) || !TryReadNumber(text[..^unit.Length], out decimal number))
            {
                continue;
            }

            decimal ticks = number * length.Ticks;
            if (ticks < TimeSpan.TicksPerMillisecond || ticks > Longest.Ticks)
            {
                problem = $"'{text}' is out of range: 1ms to 24h";
                return false;
            }

            duration = TimeSpan.FromTicks((long)ticks);
            return true;
        }

        problem = $"'{text}' is no time: write a number and its unit, such as 500ms, 5s or 1m";
        return false;
    }

    /// <summary>The shortest text that says it exactly enough to read: <c>300ms</c>, <c>5s</c>.</summary>
    public static string Write(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        { TotalMilliseconds: < 1000 } => Number(duration.TotalMilliseconds) + "ms",
        { TotalSeconds: < 120 } => Number(duration.TotalSeconds) + "s",
        { TotalMinutes: < 120 } => Number(duration.TotalMinutes) + "m",
        _ => Number(duration.TotalHours) + "h",
    };

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static bool TryReadNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number < 1_000_000_000;
}
