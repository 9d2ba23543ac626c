using System.Diagnostics;
using System.Globalization;
using FfiIsolation.Compare.Children;
using FfiIsolation.Compare.Rows;

namespace FfiIsolation.Compare.Facts;

/// <summary>What a host and two workers cost while nothing is called: in a process of their own, since this one's compiler still has work of all that was measured before.</summary>
internal sealed class IdleHostFact() : Fact("idle host")
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Longer than anything goes on after a call: the deadline watcher looks for another second, the compiler as long for what the start has called often.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(2);

    public override async Task<string> FindAsync(RowContext context)
    {
        using Child child = Child.Start(Environment.ProcessPath ?? throw new RowUnavailableException("the path of this program is not known"), IdleHost.Verb);
        int[] processes = [.. (await child.ReadLineAsync(s_patience).ConfigureAwait(false)).Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        await Task.Delay(s_settling).ConfigureAwait(false);
        double[] before = [.. processes.Select(id => ProcessNumbers.CpuTime(id).TotalMilliseconds)];
        long begin = Stopwatch.GetTimestamp();
        await Task.Delay(s_watched).ConfigureAwait(false);
        double elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        double[] shares = [.. processes.Select((id, i) => (ProcessNumbers.CpuTime(id).TotalMilliseconds - before[i]) / elapsed)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{shares.Sum():P3} of a core with 2 workers (host {shares[0]:P3}, workers {shares[1]:P3} and {shares[2]:P3}; goal: < 0.5 %)");
    }
}
