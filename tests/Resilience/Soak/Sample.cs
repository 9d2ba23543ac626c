using System.Globalization;

namespace FfiIsolation.Resilience.Soak;

/// <summary>What this process and its workers hold while no call is under way.</summary>
/// <param name="Calls">All calls so far.</param>
/// <param name="ManagedBytes">Live objects, after a collection.</param>
/// <param name="ResidentBytes">Of this process.</param>
/// <param name="WorkerBytes">Resident, of all workers together.</param>
internal sealed record Sample(
    TimeSpan At, long Calls, long ManagedBytes, long ResidentBytes, long WorkerBytes, int Descriptors, int Threads, int Workers, int Mappings, int TemporaryFiles)
{
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
