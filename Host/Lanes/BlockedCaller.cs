namespace FfiIsolation.Lanes;

/// <summary>A caller whose thread waits for its steps in any case: on the shared-memory lane they wait on that thread, and need no thread of a pool whose threads may all wait as this one does.</summary>
internal static class BlockedCaller
{
    [ThreadStatic]
    private static bool t_waits;

    /// <summary>Whether what this thread begins is waited for here.</summary>
    public static bool Waits => t_waits;

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
