using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Limits;

/// <summary>Two processes, one cache line, both look at it all the time.</summary>
internal sealed class SpinRow() : LimitRow("limit.sharedMemory.spin", "a word to and fro in shared memory, C, spinning", "spin", block: 500)
{
    public override Task<Measurement> MeasureAsync(RowContext context) =>
        Environment.ProcessorCount < 2 ? throw new RowUnavailableException("two processes that spin need two cores") : base.MeasureAsync(context);
}
