using FfiIsolation.Compare.Children;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Peers;

/// <summary>What a Python programmer has without isolation. The loop is Python's too.</summary>
internal sealed class CtypesRow() : Row("peer.ctypes", "cos(x) by Python's ctypes, in process, not isolated", Goal.Beside("inproc.pinvoke"))
{
    private const int Block = 200;

    public override Task<Measurement> MeasureAsync(RowContext context) => SamplesOf.PythonAsync("ctypes_cos.py", context.Budget, Block);
}
