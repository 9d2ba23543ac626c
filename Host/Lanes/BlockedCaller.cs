using System.Diagnostics;

namespace FfiIsolation.Lanes;

/// <summary>
/// A caller whose thread waits for its steps in any case: on the shared-memory lane, and while a worker starts, they wait on that thread. They need no thread of a pool whose threads may all wait as
/// this one does, and nothing of the five methods that .NET compiles for each asynchronous one that is left and come back to: a program that starts its first host pays for each.
/// </summary>
internal static class BlockedCaller
{
    /// <summary>Longer than any step of a start takes that goes well.</summary>
    private static readonly TimeSpan s_longestStep = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static bool t_waits;

    /// <summary>Whether what this thread begins is waited for here.</summary>
    public static bool Waits => t_waits;

    /// <summary>Begins a step whose own steps are waited for on this thread, as far as they can be.</summary>
    public static Task Begin<T>(Func<T, Task> step, T argument)
    {
        using Scope waiting = Scope.Enter();
        return step(argument);
    }

    /// <summary>Waits here for one of these, if this thread waits in any case; is not interrupted. What takes longer than it should is left to whoever awaits it, for this may be a thread of the application's pool.</summary>
    public static void WaitForAny(params Task[] tasks)
    {
        bool interrupted = false;
        long start = t_waits ? Stopwatch.GetTimestamp() : 0;
        for (TimeSpan left = t_waits ? s_longestStep : TimeSpan.Zero; left > TimeSpan.Zero; left = s_longestStep - Stopwatch.GetElapsedTime(start))
        {
            try
            {
                Task.WaitAny(tasks, left);
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

    public static TResult Await<T1, T2, TResult>(Func<T1, T2, Task<TResult>> step, T1 first, T2 second)
    {
        using Scope waiting = Scope.Enter();
        return step(first, second).GetAwaiter().GetResult();
    }

    public static TResult Await<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> step, T1 first, T2 second, T3 third)
    {
        using Scope waiting = Scope.Enter();
        return step(first, second, third).GetAwaiter().GetResult();
    }

    public static void Await<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> step, T1 first, T2 second, T3 third, T4 fourth)
    {
        using Scope waiting = Scope.Enter();
        step(first, second, third, fourth).GetAwaiter().GetResult();
    }

    /// <summary>As long as it lives, this thread waits; then it is as it was before.</summary>
    private readonly ref struct Scope(bool before)
    {
        public static Scope Enter()
        {
            var scope = new Scope(t_waits);
            t_waits = true;
            return scope;
        }

        public void Dispose() => t_waits = before;
    }
}
