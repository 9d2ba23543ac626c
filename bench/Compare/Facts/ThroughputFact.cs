using System.Diagnostics;
using System.Globalization;
using FfiIsolation.Compare.Rows;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Facts;

/// <summary>More callers than workers: the pool hands workers from one to the other.</summary>
internal sealed class ThroughputFact() : Fact("throughput")
{
    /// <summary>One thread and four take turns of this length, as rows that are held against each other do.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);

    public override Task<string> FindAsync(RowContext context)
    {
        using NativeHost host = NativeHost.Start(new NativeHostOptions { MaxWorkers = 2, Spares = 0 });
        NativeFunction cosine = host.Load("m").Function("double cos(double x)");
        CallsInASecond(cosine, 4, context.Budget.WarmUp);
        int rounds = (int)Math.Ceiling(context.Budget.Measure / s_turn);
        double[] one = new double[rounds], four = new double[rounds], ratios = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            one[i] = CallsInASecond(cosine, 1, s_turn);
            four[i] = CallsInASecond(cosine, 4, s_turn);
            ratios[i] = four[i] / one[i];
        }

        Array.Sort(ratios);
        return Task.FromResult(string.Create(
            CultureInfo.InvariantCulture,
            $"4 threads on 2 workers {four.Average():N0} calls/s, 1 thread {one.Average():N0} calls/s, ratio {Percentiles.At(ratios, 0.5):0.00} (of {rounds} rounds, half from {Percentiles.At(ratios, 0.25):0.00} to {Percentiles.At(ratios, 0.75):0.00}; goal: >= 1)"));
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
