namespace FfiIsolation.Resilience.Calls;

/// <summary>Bounds for what must end. They tell a hang from a slow machine, and measure nothing.</summary>
internal static class Patiently
{
    /// <summary>Longer than any call, start or queue of this suite takes on a crowded machine.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static async Task<T> Await<T>(ValueTask<T> running, string what)
    {
        if (running.IsCompleted)
        {
            return await running;
        }

        Task<T> task = running.AsTask();
        await Await((Task)task, what);
        return await task;
    }

    public static Task<T> Await<T>(Task<T> running, string what) => Await(new ValueTask<T>(running), what);

    /// <exception cref="BrokenPromiseException">It did not end: a hang.</exception>
    public static async Task Await(Task running, string what)
    {
        using var over = new CancellationTokenSource();
        if (await Task.WhenAny(running, Task.Delay(Bound, over.Token)) != running)
        {
            throw new BrokenPromiseException($"{what} did not end within {Bound.TotalSeconds:0} s.");
        }

        await over.CancelAsync();
        await running;
    }
}
