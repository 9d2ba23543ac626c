using System.Diagnostics;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>Bounded polling, for what the system does and sends no event about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds; fails with <paramref name="otherwise"/> when it does not in time.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience.Unexpected)
            {
                Assert.Fail(otherwise());
            }

            await Task.Delay(s_interval, TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string otherwise) => HoldsAsync(condition, () => otherwise);
}
