// Takes samples of one operation as long as the budget lasts.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiIsolation.Measuring;

/// <param name="time">The clock.</param>
/// <param name="allocatedBytes">The bytes that this process has allocated so far.</param>
/// <param name="turn">Where others are measured in turns with it; null for one that is alone.</param>
internal sealed class Meter(TimeProvider time, Func<long> allocatedBytes, Budget budget, Turn? turn = null)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>After the others' turns the first calls wake who sleeps and fill the caches again; they do not count.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(1);

    private readonly Turn _turn = turn ?? Turn.Alone;

    public Budget Budget => budget;

    /// <summary>A meter with the clock and the heap of this process.</summary>
    public static Meter OfThisProcess(Budget budget, Turn turn) => new(TimeProvider.System, () => GC.GetTotalAllocatedBytes(precise: true), budget, turn);

    /// <summary>
    /// Measures. Nothing is awaited that is complete already, so an operation that never waits stays on the caller's thread.
    /// </summary>
    /// <param name="run">Makes so many operations: the loop belongs to the row, so that no delegate is called for each.</param>
    /// <param name="between">
    /// Comes before each sample and is not timed; what it allocates counts. With it, each operation is a sample.
    /// </param>
    /// <param name="operationsPerRun">For an operation that does many things at once, whose results are for one of them.</param>
    public async Task<Measurement> MeasureAsync(Func<int, ValueTask> run, Func<ValueTask>? between = null, int operationsPerRun = 1)
    {
        double[] samples = new double[Budget.MaxSamples];
        int block = await WarmUpAsync(run, between).ConfigureAwait(false);
        int count = 0;
        List<double> allocated = [];
        TimeSpan measured = TimeSpan.Zero;
        do
        {
            await TakeTurnAsync(run, between, block).ConfigureAwait(false);
            long bytesBefore = allocatedBytes();
            long begin = time.GetTimestamp();
            int countBefore = count;
            TimeSpan inTurn;
            do
            {
                samples[count++] = await SampleAsync(run, between, block).ConfigureAwait(false) / operationsPerRun;
                inTurn = time.GetElapsedTime(begin);
            }
            while (inTurn < budget.Turn && count < samples.Length && WantsMore(measured + inTurn, count));

            measured += inTurn;
            allocated.Add(Math.Max(allocatedBytes() - bytesBefore, 0) / ((double)(count - countBefore) * block * operationsPerRun));
        }
        while (count < samples.Length && WantsMore(measured, count));

        // The median: what the process does besides now and then is in few of them.
        allocated.Sort();
        return Measurement.Of(samples.AsSpan(0, count), Percentiles.At(CollectionsMarshal.AsSpan(allocated), 0.5), block * operationsPerRun);
    }

    /// <summary>Lets others run. If any did, all is as if this came anew.</summary>
    private async ValueTask TakeTurnAsync(Func<int, ValueTask> run, Func<ValueTask>? between, int block)
    {
        if (!await _turn.PassAsync().ConfigureAwait(false))
        {
            return;
        }

        long begin = time.GetTimestamp();
        do
        {
            await SampleAsync(run, between, block).ConfigureAwait(false);
        }
        while (time.GetElapsedTime(begin) < s_settling);
    }

    private bool WantsMore(TimeSpan elapsed, int count) => elapsed < budget.Measure || (count < budget.MinSamples && elapsed < budget.Limit);

    /// <summary>
    /// Runs ever larger blocks until the time is over. The quickest of them decides the size of those that count: whatever else the machine does can only make one slower.
    /// </summary>
    private async ValueTask<int> WarmUpAsync(Func<int, ValueTask> run, Func<ValueTask>? between)
    {
        double quickest = double.MaxValue;
        int block = 1;
        long begin = time.GetTimestamp();
        do
        {
            double sample = await SampleAsync(run, between, block).ConfigureAwait(false);
            quickest = Math.Min(quickest, sample);
            if (between is null && sample * block < BlockSize.Aim && block < BlockSize.Aim)
            {
                block *= 2;
            }
        }
        while (time.GetElapsedTime(begin) < budget.WarmUp);

        return between is null ? BlockSize.For(quickest) : 1;
    }

    /// <summary>Its state comes from a pool: what the meter allocates would be counted as the row's.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<double> SampleAsync(Func<int, ValueTask> run, Func<ValueTask>? between, int block)
    {
        if (between is not null)
        {
            ValueTask before = between();
            if (!before.IsCompletedSuccessfully)
            {
                await before.ConfigureAwait(false);
            }
        }

        long start = time.GetTimestamp();
        ValueTask pending = run(block);
        if (!pending.IsCompletedSuccessfully)
        {
            await pending.ConfigureAwait(false);
        }

        return (time.GetTimestamp() - start) * (NanosecondsPerSecond / time.TimestampFrequency) / block;
    }
}
