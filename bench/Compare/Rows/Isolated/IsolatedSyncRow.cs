using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

internal sealed class IsolatedSyncRow(string name, string work, Confinement confinement, Goal goal) : IsolatedRow(name, work, goal)
{
    protected override NativeHostOptions Options { get; } = new() { Confinement = confinement };

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
