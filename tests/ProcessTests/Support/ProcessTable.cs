// What the kernel says about processes, read from /proc.
using System.Globalization;

namespace FfiIsolation.ProcessTests.Support;

internal static class ProcessTable
{
    /// <summary>Whether a process is there, also one that has ended and was not reaped.</summary>
    public static bool Exists(int id) => Directory.Exists($"/proc/{id}");

    public static Task AreGoneAsync(params int[] ids) => Eventually.HoldsAsync(
        () => !ids.Any(Exists), () => $"Still there: {string.Join(", ", ids.Where(Exists).Select(Describe))}");

    /// <summary>The processes that this one has started and not reaped.</summary>
    public static int[] Children() => ChildrenOf(Environment.ProcessId);

    public static int[] ChildrenOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(id => Stat(id) is [_, string its, ..] && its == parent.ToString(CultureInfo.InvariantCulture)).Order()];

    /// <summary>State of a process's first thread: R running, S sleeping, Z ended and not reaped.</summary>
    public static string State(int id) => Stat(id) is [string state, ..] ? state : "gone";

    /// <summary>The signals that a process's first thread has blocked, in hexadecimal.</summary>
    public static string BlockedSignals(int id)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("SigBlk:", StringComparison.Ordinal))?[7..].Trim() ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Describe(int id) => $"{id} ({State(id)})";

    /// <summary>The fields of /proc/ID/stat from the third on; empty when the process is gone.</summary>
    private static string[] Stat(int id)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
