using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>A callback with scalar arguments, of which one native call makes a thousand: the call itself is spread over them.</summary>
internal sealed class IsolatedCallbackRow() : IsolatedRow("isolated.callback", "int (*)(int), one of 1,000 in one Invoke", Goal.AtMost(2, "limit.sharedMemory.spin"))
{
    private const int Times = 1000;

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction callBack = Target(host, "long bench_call_back(int (*callback)(int value), int times)");
        using NativeCallback twice = NativeCallback.Of((int value) => 2 * value);
        NativeArgument callback = twice, times = Times;
        return context.Meter.MeasureAsync(Run, operationsPerRun: Times);

        ValueTask Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                if ((long)callBack.Invoke(callback, times) != Times * (Times - 1L))
                {
                    throw new InvalidOperationException("A callback was not made, or not answered.");
                }
            }

            return default;
        }
    }
}
