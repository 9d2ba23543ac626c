using System.Globalization;

namespace FfiIsolation.Resilience.Soak;

/// <summary>Looks at what this process and its workers hold.</summary>
internal static class Sampler
{
    /// <param name="calls">All calls so far.</param>
    public static Sample Take(TimeSpan at, long calls)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GCMemoryInfo heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        int[] workers = ProcessTable.Children();
        return new Sample(
            at,
            calls,
            heap.HeapSizeBytes - heap.FragmentedBytes,
            Resident("self"),
            workers.Sum(worker => Resident(worker.ToString(CultureInfo.InvariantCulture))),
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Length,
            workers.Length,
            File.ReadLines("/proc/self/maps").Count(),
            Directory.GetFileSystemEntries(Path.GetTempPath()).Length);
    }

    private static long Resident(string process)
    {
        try
        {
            // proc(5): size, resident, shared, … in pages.
            return long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
