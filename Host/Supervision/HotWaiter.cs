// A thread that waits for a worker which others are using. It has a bell of its own.
using System.Diagnostics;
using FfiIsolation.Processes;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed class HotWaiter
{
    [ThreadStatic]
    private static HotWaiter? t_own;

    private readonly Bell _bell = new();
    private (WorkerProcess? Worker, ulong Call)[] _seen = [];
    private long _firstSince;
    private long _lookedAt;
    private bool _wasSlow;

    private HotWaiter() => Node = new LinkedListNode<HotWaiter>(this);

    public static HotWaiter OfThisThread => t_own ??= new HotWaiter();

    public LinkedListNode<HotWaiter> Node { get; }

    /// <summary>The worker that somebody gave it.</summary>
    public WorkerProcess? Handed { get; set; }

    /// <param name="hot">The number of hot workers.</param>
    public void Begin(int hot)
    {
        _firstSince = _lookedAt = 0;
        _wasSlow = false;
        _bell.Clear();
        Array.Resize(ref _seen, hot);
    }

    /// <summary>Lets go of the workers, which must not live as long as this thread.</summary>
    public void End()
    {
        Handed = null;
        Array.Clear(_seen);
    }

    /// <summary>The time since this was asked last.</summary>
    public TimeSpan Elapsed()
    {
        long now = Stopwatch.GetTimestamp();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_lookedAt, now);
        _lookedAt = now;
        return elapsed;
    }

    /// <summary>The calls that a worker began since this was asked last; null where it was another then.</summary>
    public long? CallsOf(int place, WorkerProcess worker)
    {
        ulong now = worker.CallNumber;
        (WorkerProcess? before, ulong call) = _seen[place];
        _seen[place] = (worker, now);
        return ReferenceEquals(before, worker) ? (long)(now - call) : null;
    }

    /// <summary>Whether this is so for the second time in a row.</summary>
    public bool IsSlowAgain(bool isSlow)
    {
        bool was = _wasSlow;
        _wasSlow = isSlow;
        return was && isSlow;
    }

    /// <summary>Whether it is so long ago that this was asked first.</summary>
    public bool HasBeenFirstFor(TimeSpan time)
    {
        if (_firstSince == 0)
        {
            _firstSince = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_firstSince) >= time;
    }

    public void Sleep(TimeSpan longest) => _bell.Sleep(longest);

    public void Wake() => _bell.Ring();
}
