using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

internal sealed class IsolatedTypedRow() : IsolatedRow("isolated.typed", "cos(x), typed proxy, back to back", Goal.AtMost(1, "isolated.sync"))
{
    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        ITypedCosine math = ITypedCosine.On(host);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                math.Cos(0.5);
            }

            return default;
        }
    }
}
