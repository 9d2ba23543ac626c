using System.Globalization;
using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare.Facts;

/// <summary>What the kernel counts for a process.</summary>
internal static class ProcessNumbers
{
    /// <summary>A size from a file of /proc that has lines such as <c>VmRSS:   1234 kB</c>.</summary>
    public static double Mebibytes(string file, string field)
    {
        string line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            ?? throw new RowUnavailableException($"{file} says nothing of {field}");
        return double.Parse(line[(field.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>The CPU time of all threads that there are. From schedstat, in nanoseconds: the clock ticks of other files are as long as what is looked for.</summary>
    public static TimeSpan CpuTime(int process)
    {
        double nanoseconds = 0;
        foreach (string thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            nanoseconds += double.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
        }

        return TimeSpan.FromMicroseconds(nanoseconds / 1000);
    }
}
