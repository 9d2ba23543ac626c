namespace FfiIsolation.Lanes;

/// <summary>
/// A caller whose thread waits for its steps in any case: on the shared-memory lane, and while a worker starts, they wait on that thread. They need no thread of a pool whose threads may all wait as
/// this one does, and nothing of the five methods that .NET compiles for each asynchronous one that is left and come back to: a program that starts its first host pays for each.
/// </summary>
internal static class BlockedCaller
{
    [ThreadStatic]
    private static bool t_waits;

    /// <summary>Whether what this thread begins is waited for here.</summary>
    public static bool Waits => t_waits;

    /// <summary>Begins a step on a thread that is there for it alone.</summary>
    public static Task Begin<T>(Func<T, Task> step, T argument)
    {
        t_waits = true;
        try
        {
            return step(argument);
        }
        finally
        {
            t_waits = false;
        }
    }

    /// <summary>Waits here for one of these, if this thread waits in any case.</summary>
    public static void WaitForAny(params Task[] tasks)
    {
        if (t_waits)
        {
            Task.WaitAny(tasks);
        }
    }

    public static TResult Await<T1, T2, TResult>(Func<T1, T2, Task<TResult>> step, T1 first, T2 second)
    {
        t_waits = true;
        try
        {
            return step(first, second).GetAwaiter().GetResult();
        }
        finally
        {
            t_waits = false;
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
