// What the kernel tells of the threads of a process, in files: proc(5). Reading them stops nothing.
using System.Globalization;

namespace FfiIsolation.Processes;

internal static class ThreadFiles
{
    private const int MaxMapBytes = 1 << 20;

    /// <summary>The numbers of a process's threads, the first thread first; empty where it is gone.</summary>
    public static IReadOnlyList<int> Of(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task")
                .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
                .OrderBy(thread => thread != process).ThenBy(thread => thread)];
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return [];
        }
    }

    /// <summary>One of the files of a thread; null where it cannot be read.</summary>
    public static string? Read(int process, int thread, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/task/{thread}/{name}").TrimEnd('\n');
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>The CPU time of all threads of a process, in nanoseconds; -1 where it is gone. Up to the moment, which the files are not: what they say grows with the ticks of the kernel.</summary>
    public static unsafe long ProcessorTime(int process)
    {
        // clock_getcpuclockid(3): the number with all its bits turned, and CPUCLOCK_SCHED.
        long* time = stackalloc long[2];
        return LinuxCalls.GetTime((~process << 3) | 2, time) == 0 ? (time[0] * 1_000_000_000) + time[1] : -1;
    }

    /// <summary>The text of /proc/PID/maps, at most a megabyte; empty where it cannot be read.</summary>
    public static byte[] Map(int process)
    {
        try
        {
            using FileStream file = File.OpenRead($"/proc/{process}/maps");
            using var text = new MemoryStream();
            byte[] buffer = new byte[16 * 1024];
            for (int read; text.Length < MaxMapBytes && (read = file.Read(buffer)) > 0;)
            {
                text.Write(buffer, 0, read);
            }

            return text.ToArray();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return [];
        }
    }

    /// <summary>The thread ended meanwhile, or the process has made itself unreadable (prctl(2), PR_SET_DUMPABLE).</summary>
    private static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or FormatException;
}
