using System.Diagnostics;
using System.Globalization;
using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare.Facts;

/// <summary>More callers than workers: the pool hands workers from one to the other.</summary>
internal sealed class ThroughputFact() : Fact("throughput")
{
    public override Task<string> FindAsync(RowContext context)
    {
        using NativeHost host = NativeHost.Start(new NativeHostOptions { MaxWorkers = 2, Spares = 0 });
        NativeFunction cosine = host.Load("m").Function("double cos(double x)");
        CallsInASecond(cosine, 4, context.Budget.WarmUp);
        double one = CallsInASecond(cosine, 1, context.Budget.Measure);
        double four = CallsInASecond(cosine, 4, context.Budget.Measure);
        return Task.FromResult(string.Create(
            CultureInfo.InvariantCulture, $"4 threads on 2 workers {four:N0} calls/s, 1 thread {one:N0} calls/s, ratio {four / one:0.00} (goal: >= 1)"));
    }

    private static double CallsInASecond(NativeFunction function, int threads, TimeSpan time)
    {
        long begin = Stopwatch.GetTimestamp();
        Task<long>[] callers = [.. Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () => CallUntil(function, begin, time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(callers);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return callers.Sum(caller => caller.Result) / seconds;
    }

    private static long CallUntil(NativeFunction function, long begin, TimeSpan time)
    {
        long calls = 0;
        do
        {
            function.Invoke(0.5);
            calls++;
        }
        while (Stopwatch.GetElapsedTime(begin) < time);

        return calls;
    }
}
