using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A batch of a million rows, of which one is the unit.</summary>
internal sealed class IsolatedBatchRow() : IsolatedRow("isolated.batch", "cos(x), a row of 1,000,000 in one Map", Goal.AtMost(1.3, "inproc.pinvoke"))
{
    private const int Rows = 1_000_000;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction cosine = Cosine(host);
        double[] angles = new double[Rows];
        double[] results = new double[Rows];
        Array.Fill(angles, 0.5);
        return context.Meter.MeasureAsync(Run, operationsPerRun: Rows);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                cosine.Map(results, angles);
            }

            return default;
        }
    }
}
