using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

internal sealed class IsolatedTextRow() : IsolatedRow("isolated.text", "strlen of 64 characters, Invoke", Goal.Beside("limit.sharedMemory.spin"))
{
    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction length = host.Load("c").Function("size_t strlen(const char *s)");
        string text = new('a', 64);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                length.Invoke(text);
            }

            return default;
        }
    }
}
