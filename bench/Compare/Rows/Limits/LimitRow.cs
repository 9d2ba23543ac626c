using System.Globalization;
using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Limits;

/// <summary>A limit of the machine, measured by bench/native/limits.c: two processes in C, and nothing else.</summary>
internal abstract class LimitRow(string name, string work, string mode, int block = 1, int pauseMicroseconds = 0, int bytes = 0) : Row(name, work)
{
    public override Task<Measurement> MeasureAsync(RowContext context) => SamplesOf.ProgramAsync(
        Places.Limits,
        [
            mode,
            SamplesOf.Milliseconds(context.Budget.WarmUp),
            SamplesOf.Milliseconds(context.Budget.Measure),
            .. ((int[])[block, pauseMicroseconds, bytes]).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ],
        context.Budget,
        block,
        allocatedBytes: 0);
}
