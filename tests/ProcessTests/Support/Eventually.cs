using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>Bounded polling, for what the system does and sends no event about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not in time; says <paramref name="otherwise"/>.</exception>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience.Unexpected)
            {
                throw new TimeoutException(otherwise());
            }

            await Task.Delay(s_interval);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string otherwise) => HoldsAsync(condition, () => otherwise);

    /// <summary>
    /// Has something happen while a time runs that a test cannot stop: an alarm, a deadline. A busy machine may lose that race; it is then run again, with more time.
    /// </summary>
    /// <param name="milliseconds">Enough on an idle machine; doubled for each further attempt.</param>
    /// <param name="attempt">Makes it happen; null where the time was too short.</param>
    /// <exception cref="TimeoutException">No time was long enough.</exception>
    public static async Task<T> InTimeAsync<T>(int milliseconds, Func<TimeSpan, Task<T?>> attempt)
        where T : class
    {
        for (TimeSpan time = TimeSpan.FromMilliseconds(milliseconds); time < Patience.Unexpected; time *= 2)
        {
            if (await attempt(time) is { } seen)
            {
                return seen;
            }
        }

        throw new TimeoutException("No time was long enough.");
    }
}
