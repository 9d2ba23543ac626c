using System.Globalization;
using System.Runtime.InteropServices;
using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Limits;

/// <summary>A limit of the machine, measured by bench/native/limits.c: two processes in C, and nothing else.</summary>
internal abstract class LimitRow(string name, string work, string mode, int block = 1, int pauseMicroseconds = 0, int bytes = 0) : Row(name, work)
{
    /// <summary>What a turn's processes run before it counts.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(5);

    public override async Task<Measurement> MeasureAsync(RowContext context)
    {
        await RunAsync(context.Budget.WarmUp, s_warmUp).ConfigureAwait(false);
        List<double> samples = [];
        for (TimeSpan left = context.Budget.Measure; left > TimeSpan.Zero; left -= context.Budget.Turn)
        {
            await context.Turn.PassAsync().ConfigureAwait(false);
            samples.AddRange(await RunAsync(s_warmUp, context.Budget.Turn).ConfigureAwait(false));
        }

        return Measurement.Of(CollectionsMarshal.AsSpan(samples), allocatedBytes: 0, block);
    }

    /// <summary>New processes for each turn: those that wait would look at their word all the time.</summary>
    private Task<double[]> RunAsync(TimeSpan warmUp, TimeSpan measure) => SamplesOf.ProgramAsync(
        Places.Limits,
        [
            mode,
            SamplesOf.Milliseconds(warmUp),
            SamplesOf.Milliseconds(measure),
            .. ((int[])[block, pauseMicroseconds, bytes]).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ],
        warmUp + measure);
}
