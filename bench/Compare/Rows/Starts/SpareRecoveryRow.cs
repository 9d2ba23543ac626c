using FfiIsolation.Compare.Rows.Isolated;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>The same where a spare is ready. Before each crash, untimed, the next spare is waited for: how fast they grow back is the other row's matter.</summary>
internal sealed class SpareRecoveryRow() : IsolatedRow(
    "recovery.spare", "crash to next good result, spare ready", Goal.Within(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)))
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>A spare that has started also loads the known libraries, and says nothing when it has.</summary>
    private static readonly TimeSpan s_preparation = TimeSpan.FromMilliseconds(20);

    protected override NativeHostOptions Options { get; } = new() { MaxWorkers = 1, Spares = 1, RestartBudget = RestartBudget.Unlimited, Quarantine = QuarantinePolicy.Off };

    protected override async Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        using var started = new SemaphoreSlim(0);
        host.SupervisionChanged += (_, happened) =>
        {
            if (happened.Kind == SupervisionEventKind.WorkerStarted)
            {
                started.Release();
            }
        };

        var recovery = new Recovery(Target(host, "void bench_crash(void)"), Cosine(host));
        await recovery.RunAsync(1).ConfigureAwait(false); // so that each start which is waited for is that of a replacement
        return await context.SlowMeter.MeasureAsync(recovery.RunAsync, SpareIsReadyAsync).ConfigureAwait(false);

        async ValueTask SpareIsReadyAsync()
        {
            if (!await started.WaitAsync(s_patience).ConfigureAwait(false))
            {
                throw new TimeoutException("No spare was started.");
            }

            await Task.Delay(s_preparation).ConfigureAwait(false);
        }
    }
}
