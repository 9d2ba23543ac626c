using System.Globalization;
using System.Runtime.InteropServices;

namespace FfiIsolation.Compare;

/// <summary>Where and when a run was made.</summary>
internal sealed record Machine(DateTimeOffset Time, string Processor, int Cores, string Kernel, string Runtime, string Load)
{
    public static Machine Here() => new(
        TimeProvider.System.GetUtcNow(),
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor",
        Environment.ProcessorCount,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.FrameworkDescription,
        File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Time:yyyy-MM-dd HH:mm} UTC, {Processor}, {Cores} cores, Linux {Kernel}, {Runtime}, load {Load} at the start");
}
