using System.Diagnostics;

namespace FfiIsolation.Supervision;

internal static class StubbornWait
{
    /// <summary>Waits for a task that never fails, also on a thread that somebody interrupts meanwhile (<see cref="Thread.Interrupt"/>): the next wait of that thread's own is interrupted then.</summary>
    /// <returns>Whether it completed in time.</returns>
    public static bool WaitStubbornly(this Task task, TimeSpan longest)
    {
        long start = Stopwatch.GetTimestamp();
        bool interrupted = false;
        try
        {
            while (true)
            {
                try
                {
                    TimeSpan rest = longest == Timeout.InfiniteTimeSpan ? longest : longest - Stopwatch.GetElapsedTime(start);
                    return task.IsCompleted || task.Wait(rest > TimeSpan.Zero || rest == Timeout.InfiniteTimeSpan ? rest : TimeSpan.Zero);
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            }
        }
        finally
        {
            if (interrupted)
            {
                Thread.CurrentThread.Interrupt();
            }
        }
    }
}
