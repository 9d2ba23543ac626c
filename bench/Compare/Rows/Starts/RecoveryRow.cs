using FfiIsolation.Compare.Rows.Isolated;
using FfiIsolation.Measuring;

namespace FfiIsolation.Compare.Rows.Starts;

/// <summary>From sending a call that crashes to the next good result: detection, replacement, first call. No spare: the replacement is started then.</summary>
internal sealed class RecoveryRow() : IsolatedRow("recovery.noSpare", "crash to next good result, no spare", Goal.Within(TimeSpan.FromMilliseconds(20)))
{
    protected override NativeHostOptions Options { get; } = new() { MaxWorkers = 1, MinWorkers = 0, Spares = 0, RestartBudget = RestartBudget.Unlimited, Quarantine = QuarantinePolicy.Off };

    protected override Task<Measurement> MeasureAsync(NativeHost host, RowContext context)
    {
        var recovery = new Recovery(Target(host, "void bench_crash(void)"), Cosine(host));
        return context.SlowMeter.MeasureAsync(recovery.RunAsync);
    }
}
