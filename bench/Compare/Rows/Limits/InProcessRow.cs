using System.Runtime.InteropServices;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Limits;

/// <summary>What isolation is paid for: the same function, called in this process.</summary>
internal sealed class InProcessRow() : Row("inproc.pinvoke", "cos(x) by DllImport, not isolated")
{
    public override Task<Measurement> MeasureAsync(RowContext context) => context.Meter.MeasureAsync(Run);

    private static ValueTask Run(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Cos(0.5);
        }

        return default;
    }

    [DllImport("libm.so.6", EntryPoint = "cos")]
    private static extern double Cos(double x);
}
