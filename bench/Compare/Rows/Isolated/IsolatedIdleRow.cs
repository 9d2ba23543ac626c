using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Isolated;

/// <summary>The worker has gone to sleep when the call comes. The caller's thread has slept too, as that of the limit has.</summary>
internal sealed class IsolatedIdleRow() : IsolatedRow("isolated.idle", "cos(x), Invoke, 1 ms pause between", Goal.AtMost(3, "limit.sharedMemory.futex"))
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        NativeFunction cosine = Cosine(host);
        return context.Meter.MeasureAsync(
            _ =>
            {
                cosine.Invoke(0.5);
                return default;
            },
            () =>
            {
                Thread.Sleep(s_pause);
                return default;
            });
    }
}
