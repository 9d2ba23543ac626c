using System.Diagnostics;

namespace FfiIsolation.Lanes;

/// <summary>A caller whose thread waits for its steps in any case: on the shared-memory lane they wait on that thread, and need no thread of a pool whose threads may all wait as this one does.</summary>
internal static class BlockedCaller
{
    [ThreadStatic]
    private static bool t_waits;

    /// <summary>Whether what this thread begins is waited for here.</summary>
    public static bool Waits => t_waits;

    /// <summary>How long a thread waits for a step of something that was begun on it. Longer than any takes that goes well; what hangs is left to the pool, one of whose threads this may be.</summary>
    private static readonly TimeSpan s_longestStep = TimeSpan.FromSeconds(1);

    /// <summary>Begins something whose steps are waited for on this thread, as far as they can be.</summary>
    public static Task Begin(Func<Task> begin)
    {
        bool before = t_waits;
        t_waits = true;
        try
        {
            return begin();
        }
        finally
        {
            t_waits = before;
        }
    }

    /// <summary>A step that another thread of this library makes: over when this returns, as a rule, where this thread waits in any case.</summary>
    public static Task<T> Here<T>(Task<T> step)
    {
        if (t_waits)
        {
            WaitForAny(step);
        }

        return step;
    }

    /// <summary>Waits on this thread until one of some tasks is over, or they take too long; is not interrupted. Not for what <see cref="Task.WhenAny(Task[])"/> says, which is told by a thread of the pool.</summary>
    public static void WaitForAny(params Task[] steps)
    {
        bool interrupted = false;
        long start = Stopwatch.GetTimestamp();
        for (TimeSpan left = s_longestStep; left > TimeSpan.Zero; left = s_longestStep - Stopwatch.GetElapsedTime(start))
        {
            try
            {
                Task.WaitAny(steps, left);
                break;
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt(); // the next wait of the thread's own
        }
    }

    public static TResult Await<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> step, T1 first, T2 second, T3 third)
    {
        t_waits = true;
        try
        {
            return step(first, second, third).GetAwaiter().GetResult();
        }
        finally
        {
            t_waits = false;
        }
    }

    public static void Await<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> step, T1 first, T2 second, T3 third, T4 fourth)
    {
        t_waits = true;
        try
        {
            step(first, second, third, fourth).GetAwaiter().GetResult();
        }
        finally
        {
            t_waits = false;
        }
    }
}
