using System.Diagnostics;

namespace FfiIsolation.Tests;

/// <summary>
/// How long the machine let a thread wait that wanted to run, seen by one that wants to every few milliseconds. A call that took long tells something only where
/// this did not: a busy machine, or one below it, may hold up everybody.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(5);

    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;
    private long _longest;

    public StallWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The longest wait so far.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

    public void Dispose()
    {
        _over.Set();
        _thread.Join();
        _over.Dispose();
    }

    private void Watch()
    {
        for (long asleep = Stopwatch.GetTimestamp(); !_over.Wait(s_interval); asleep = Stopwatch.GetTimestamp())
        {
            Interlocked.Exchange(ref _longest, Math.Max(_longest, (Stopwatch.GetElapsedTime(asleep) - s_interval).Ticks));
        }
    }
}
