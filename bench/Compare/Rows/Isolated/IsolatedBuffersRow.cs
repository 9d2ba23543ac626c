using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>As many buffers, and as much of each, as are compared after a call that only reads them. The words of the prototype decide whether they are.</summary>
/// <param name="qualifier">What the prototype says of the bytes: <c>const</c> or nothing.</param>
internal sealed class IsolatedBuffersRow(string name, string work, string qualifier, Goal goal) : IsolatedRow(name, work, goal)
{
    private const int Bytes = 256;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        string type = $"{qualifier} unsigned char *";
        NativeFunction read = Target(host, $"int bench_read({type}a, {type}b, {type}c, {type}d)");
        NativeArgument a = NativeBuffer.In(new byte[Bytes]), b = NativeBuffer.In(new byte[Bytes]), c = NativeBuffer.In(new byte[Bytes]), d = NativeBuffer.In(new byte[Bytes]);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                read.Invoke(a, b, c, d);
            }

            return default;
        }
    }
}
