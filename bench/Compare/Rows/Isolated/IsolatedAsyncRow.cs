using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

internal sealed class IsolatedAsyncRow() : IsolatedRow("isolated.async", "cos(x), InvokeAsync, back to back", Goal.AtMost(2, "isolated.sync"))
{
    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction cosine = Cosine(host);
        return context.Meter.MeasureAsync(count => AwaitedCalls.RunAsync(cosine, count));
    }
}
