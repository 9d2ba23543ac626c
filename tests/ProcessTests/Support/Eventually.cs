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
}
