using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Peers;

/// <summary>What a Python programmer has with isolation.</summary>
internal sealed class ExecutorRow()
    : Row("peer.processPoolExecutor", "math.cos(x) by Python's ProcessPoolExecutor, one worker", Goal.Beside("limit.unixSocket"))
{
    public override Task<Measurement> MeasureAsync(RowContext context) => SamplesOf.ProgramAsync(
        SamplesOf.Python(),
        [Places.Python("executor_cos.py"), SamplesOf.Milliseconds(context.Budget.WarmUp), SamplesOf.Milliseconds(context.Budget.Measure)],
        context.Budget,
        block: 1,
        allocatedBytes: null);
}
