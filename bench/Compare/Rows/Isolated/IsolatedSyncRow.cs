using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

internal sealed class IsolatedSyncRow() : IsolatedRow("isolated.sync", "cos(x), Invoke, back to back", Goal.AtMost(2, "limit.sharedMemory.spin"))
{
    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction cosine = Cosine(host);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                cosine.Invoke(0.5);
            }

            return default;
        }
    }
}
