using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A buffer that goes in and comes back, of which the function touches two bytes. The same buffer each time, as the copy of the limit has it.</summary>
internal sealed class IsolatedSpanRow(string size, int bytes) : IsolatedRow($"isolated.span.{size}", $"{size} in and out, two bytes touched, Invoke", GoalFor(bytes))
{
    private const double Mebibyte = 1024 * 1024;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction touch = Target(host, "void bench_touch(unsigned char *data, size_t size)");
        byte[] content = new byte[bytes];
        NativeBuffer<byte> buffer = NativeBuffer.InOut(content);
        return context.Meter.MeasureAsync(Run);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                touch.Invoke(buffer, bytes);
            }

            return default;
        }
    }

    private static Goal GoalFor(int bytes)
    {
        double copies = 2 * bytes / Mebibyte; // one in, one out
        return copies == 2
            ? Goal.AtMost(2.5, new GoalTerm("limit.memcpy.1MB", copies))
            : Goal.Beside("limit.sharedMemory.spin", new GoalTerm("limit.memcpy.1MB", copies));
    }
}
