// A thread that waits for a worker which others are using. It sleeps on a word of its own.
using System.Diagnostics;
using FfiIsolation.Processes;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed class HotWaiter
{
    [ThreadStatic]
    private static HotWaiter? t_own;

    private readonly uint[] _rung = GC.AllocateArray<uint>(1, pinned: true);
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
        _rung[0] = 0;
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

    public unsafe void Sleep(TimeSpan longest)
    {
        fixed (uint* rung = _rung)
        {
            if (Interlocked.Exchange(ref *rung, 0) == 0)
            {
                Futex.Wait(rung, 0, longest);
                Interlocked.Exchange(ref *rung, 0);
            }
        }
    }

    public unsafe void Wake()
    {
        fixed (uint* rung = _rung)
        {
            Interlocked.Exchange(ref *rung, 1);
            Futex.Wake(rung);
        }
    }
}
