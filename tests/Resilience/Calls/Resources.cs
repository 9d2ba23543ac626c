namespace FfiIsolation.Resilience.Calls;

/// <summary>What this process holds of the system, before and after.</summary>
internal static class Resources
{
    /// <summary>What .NET opens once and keeps, and the threads that a process has one of, are there afterwards.</summary>
    public static async Task WarmUpAsync()
    {
        foreach (LaneChoice lane in (LaneChoice[])[LaneChoice.SharedMemory, LaneChoice.Rpc])
        {
            await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { Lane = lane });
            await (await host.FaultAsync(Faults.PrototypeOf("add"))).InvokeAsync(1, 2);
        }

        using var process = System.Diagnostics.Process.Start("true");
        await process.WaitForExitAsync();
    }

    /// <summary>
    /// The pool has its threads afterwards, for some twenty seconds. A .NET process in which it wants one more while there is no descriptor is ended by .NET ("Out of memory."), whatever it does besides: each thread of .NET has a pipe.
    /// </summary>
    public static async Task FillPoolAsync()
    {
        const int Threads = 16; // more than an experiment has at a time
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Threads, completions);
        using var all = new CountdownEvent(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            all.Signal();
            BrokenPromise.Unless(all.Wait(Patiently.Bound), "The pool has no threads.");
        })));
        ThreadPool.SetMinThreads(workers, completions);
    }

    /// <summary>What is held once everything that was let go of is gone.</summary>
    public static ResourceSnapshot Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return ResourceSnapshot.Take();
    }

    /// <exception cref="BrokenPromiseException">There is something that was not there.</exception>
    public static async Task AreRestoredAsync(ResourceSnapshot before)
    {
        try
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await before.IsRestoredAsync();
        }
        catch (TimeoutException e)
        {
            throw new BrokenPromiseException($"Something was left behind.\n{e.Message}", e);
        }
    }
}
