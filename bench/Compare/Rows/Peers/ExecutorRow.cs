using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Peers;

/// <summary>What a Python programmer has with isolation.</summary>
internal sealed class ExecutorRow()
    : Row("peer.processPoolExecutor", "math.cos(x) by Python's ProcessPoolExecutor, one worker", Goal.Beside("limit.unixSocket"))
{
    public override Task<Measurement> MeasureAsync(RowContext context) => SamplesOf.PythonAsync("executor_cos.py", context.Budget, block: 1);
}
