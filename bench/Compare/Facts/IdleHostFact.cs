using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare.Facts;

/// <summary>What a host and two workers cost while nothing is called.</summary>
internal sealed class IdleHostFact() : Fact("idle host")
{
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(500);
    private const int MaxSettlings = 12;

    public override async Task<string> FindAsync(RowContext context)
    {
        await using NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { MaxWorkers = 1, Spares = 0 }).ConfigureAwait(false);
        await using NativeSession one = await host.OpenSessionAsync().ConfigureAwait(false);
        await using NativeSession other = await host.OpenSessionAsync().ConfigureAwait(false);
        foreach (NativeSession session in (NativeSession[])[one, other])
        {
            (await session.LoadAsync("m").ConfigureAwait(false)).Function("double cos(double x)").Invoke(0.5);
        }

        int[] processes = [Environment.ProcessId, one.ProcessId, other.ProcessId];
        await SettleAsync().ConfigureAwait(false);
        double[] before = [.. processes.Select(id => ProcessNumbers.CpuTime(id).TotalMilliseconds)];
        long begin = Stopwatch.GetTimestamp();
        await Task.Delay(context.Budget.Measure + s_settling).ConfigureAwait(false);
        double elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        double[] shares = [.. processes.Select((id, i) => (ProcessNumbers.CpuTime(id).TotalMilliseconds - before[i]) / elapsed)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{shares.Sum():P3} of a core with 2 workers (host {shares[0]:P3}, workers {shares[1]:P3} and {shares[2]:P3}; goal: < 0.5 %)");
    }

    /// <summary>
    /// Waits until the compiler has caught up with all that was measured before, which is no cost of an idle host: on a busy machine its background thread works for seconds.
    /// </summary>
    private static async Task SettleAsync()
    {
        long compiled = -1;
        for (int i = 0; i < MaxSettlings && compiled != JitInfo.GetCompiledMethodCount(); i++)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            await Task.Delay(s_settling).ConfigureAwait(false);
        }
    }
}
