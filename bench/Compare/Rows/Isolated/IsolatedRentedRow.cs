using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A megabyte that both processes map, of which the function touches two bytes. Held against a call without any data: its size costs nothing.</summary>
internal sealed class IsolatedRentedRow() : IsolatedRow("isolated.rented.1MB", "1 MB rented, two bytes touched, Invoke", Goal.AtMost(1.5, new GoalTerm("isolated.sync")))
{
    private const int Bytes = 1024 * 1024;

    protected override async Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        using NativeSession session = host.OpenSession();
        NativeFunction touch = session.Load(Children.Places.Targets).Function("void bench_touch(unsigned char *data, size_t size)");
        using RentedBuffer<byte> buffer = session.Rent<byte>(Bytes);
        NativeArgument data = buffer, size = Bytes;
        return await context.Meter.MeasureAsync(Run).ConfigureAwait(false);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                touch.Invoke(data, size);
            }

            return default;
        }
    }
}
