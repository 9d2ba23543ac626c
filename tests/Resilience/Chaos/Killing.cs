using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FfiIsolation.Resilience.Chaos;

/// <summary>Signals to workers of this process.</summary>
internal static partial class Killing
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int worker, int signal)
    {
        // Not to what is no child of this process any more.
        if (ProcessTable.Children().Contains(worker))
        {
            _ = SendSignal(worker, signal);
        }
    }

    /// <summary>SIGKILL to a worker, whichever it is.</summary>
    public static void Any(Random random)
    {
        if (ProcessTable.Children() is { Length: > 0 } workers)
        {
            _ = SendSignal(workers[random.Next(workers.Length)], Kill);
        }
    }

    /// <summary>Waits for a time that is too short for a timer.</summary>
    public static void Spin(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            Thread.SpinWait(20);
        }
    }

    /// <summary>Kills the next worker that is started, so long after its process is there.</summary>
    /// <param name="over">None is to be expected any more.</param>
    public static void Next(int[] known, TimeSpan after, CancellationToken over)
    {
        // All workers are children of one thread; its list is read at once, where /proc as a whole takes a millisecond.
        string[] lists = [.. Directory.EnumerateDirectories("/proc/self/task").Select(task => Path.Combine(task, "children")).Where(File.Exists)];
        for (bool last = false; !last;)
        {
            last = over.IsCancellationRequested;
            foreach (string list in lists)
            {
                int born = Children(list).FirstOrDefault(child => !known.Contains(child));
                if (born > 0)
                {
                    Spin(after);
                    _ = SendSignal(born, Kill);
                    return;
                }
            }
        }
    }

    private static IEnumerable<int> Children(string list)
    {
        try
        {
            return File.ReadAllText(list).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return []; // the thread has ended
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
