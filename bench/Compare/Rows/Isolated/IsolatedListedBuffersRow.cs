using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A list of calls that only read, all of them the same buffers: as many, and as much of each, as are compared once for a list.</summary>
/// <param name="qualifier">What the prototype says of the bytes: <c>const</c> or nothing.</param>
internal sealed class IsolatedListedBuffersRow(string name, string work, string qualifier, Goal goal) : IsolatedRow(name, work, goal)
{
    private const int Calls = 100;
    private const int Bytes = 256;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        string type = $"{qualifier} unsigned char *";
        NativeFunction read = Target(host, $"int bench_read({type}a, {type}b, {type}c, {type}d)");
        NativeArgument a = NativeBuffer.In(new byte[Bytes]), b = NativeBuffer.In(new byte[Bytes]), c = NativeBuffer.In(new byte[Bytes]), d = NativeBuffer.In(new byte[Bytes]);
        var list = new CallList();
        for (int i = 0; i < Calls; i++)
        {
            list.Add(read, a, b, c, d);
        }

        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                list.Run();
            }

            return default;
        }
    }
}
