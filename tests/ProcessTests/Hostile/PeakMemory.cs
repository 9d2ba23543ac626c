using System.Globalization;

namespace FfiIsolation.ProcessTests.Hostile;

/// <summary>How much memory this process had at most, by the kernel's count.</summary>
internal sealed class PeakMemory
{
    /// <summary>What an attack may make the host have beyond what it had: far below what the attacks offer, which is gigabytes.</summary>
    private const long MaxGrowthKibibytes = 256 * 1024;

    private readonly long _before = Kibibytes("VmRSS:");

    private PeakMemory()
    {
    }

    /// <summary>From now on.</summary>
    public static PeakMemory Begin()
    {
        File.WriteAllText("/proc/self/clear_refs", "5"); // proc(5): resets VmHWM to VmRSS
        return new PeakMemory();
    }

    public void IsWithinBounds() => Assert.InRange(Kibibytes("VmHWM:") - _before, long.MinValue, MaxGrowthKibibytes);

    private static long Kibibytes(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
