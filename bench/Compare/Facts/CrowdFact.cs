using System.Diagnostics;
using System.Globalization;
using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare.Facts;

/// <summary>A hundred workers at once: how long until all are ready, and the memory that they take together. What they share is counted once.</summary>
internal sealed class CrowdFact() : Fact("a hundred workers")
{
    private const int Count = 100;

    public override async Task<string> FindAsync(RowContext context)
    {
        NativeHost host = await NativeHost.StartAsync(new NativeHostOptions { MaxWorkers = 1, Spares = 0, MaxSessions = Count }).ConfigureAwait(false);
        var sessions = new NativeSession[Count];
        try
        {
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Count).Select(async i => sessions[i] = await host.OpenSessionAsync().ConfigureAwait(false))).ConfigureAwait(false);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            double shares = sessions.Sum(session => ProcessNumbers.Mebibytes($"/proc/{session.ProcessId}/smaps_rollup", "Pss"));
            return string.Create(CultureInfo.InvariantCulture, $"ready after {taken.TotalMilliseconds:0} ms, {taken.TotalMilliseconds / Count:0.0} ms each; {shares:0} MiB together");
        }
        finally
        {
            await Task.WhenAll(sessions.Select(session => session?.DisposeAsync().AsTask() ?? Task.CompletedTask)).ConfigureAwait(false);
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }
}
