// More callers than processors. A call that comes and goes in less than a microsecond is made by two threads that look at memory, the caller's and
// the worker's. A second pair on the same two processors makes neither quicker: each waits for the other to be given time. So a caller that finds
// the hot workers in calls that come and go waits for one of them, asleep, and the one that has it goes on with call after call; after a while it
// hands over. Where calls take long their callers sleep too: then those who wait go on to other workers, or into the queue for them.
using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using FfiIsolation.Callbacks;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    /// <summary>How long a caller looks before it sleeps: some calls' time.</summary>
    private static readonly TimeSpan s_glance = TimeSpan.FromMicroseconds(2);

    /// <summary>How often the first of those who wait looks whether the workers are still in use, and by calls that come and go.</summary>
    private static readonly TimeSpan s_nap = TimeSpan.FromMicroseconds(200);

    /// <summary>Who is not the first is woken by the one before; this is for the case that it is not.</summary>
    private static readonly TimeSpan s_longNap = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the callers of hot workers may keep them while somebody waits.</summary>
    private static readonly TimeSpan s_share = TimeSpan.FromMilliseconds(2);

    /// <summary>Calls that take longer on the average, and are seen at work, are waited for asleep, so that their callers leave a processor free. Few calls alone say nothing: two threads that wait for a processor make few, too.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMicroseconds(25);

    /// <summary>How long calls are taken for long before that is looked at again.</summary>
    private static readonly TimeSpan s_verdict = TimeSpan.FromMilliseconds(20);

    // Guarded by _lock.
    private readonly LinkedList<HotWaiter> _crowd = [];

    /// <summary>Those who have left the crowd without a worker, and are about to rent one.</summary>
    private int _onTheWay;
    private bool _handOver;
    private long _longUntil;

    /// <summary>Whether to wait for hot workers at all: not where processors are left for more of them.</summary>
    private readonly bool _sharesHot;

    private bool CallsAreLongNeedsLock => Stopwatch.GetTimestamp() < _longUntil;

    private bool HandOverIsDueNeedsLock => _handOver && _waiters.Count == 0 && _crowd.Count > 0;

    /// <summary>Waits for a worker that others use, as long as that is better than to take another one.</summary>
    /// <param name="hasWaited">Whether the caller was taken in, and rents any worker <c>fromCrowd</c> if there is none of these.</param>
    /// <returns>The worker, which is the caller's; null where it should take any.</returns>
    public WorkerProcess? AwaitHot(out bool hasWaited)
    {
        hasWaited = false;

        // A call within a callback waits for no worker whose call may be the one that called back.
        if (!_sharesHot || CallbackScope.Current is not null)
        {
            return null;
        }

        if (GlanceForHot() is { } free)
        {
            return free;
        }

        HotWaiter me = HotWaiter.OfThisThread;
        using (LockStubbornly())
        {
            if (_draining || TakesAnotherNeedsLock() || _crowd.Count >= _options.MaxQueuedCalls)
            {
                return null;
            }

            me.Begin(_hot.Length);
            _crowd.AddLast(me.Node);
        }

        hasWaited = true;
        while (true)
        {
            bool isOver;
            WorkerProcess? worker;
            HotWaiter? next = null;
            TimeSpan nap;
            using (LockStubbornly())
            {
                isOver = IsOverNeedsLock(me, out worker, out nap);
                if (isOver)
                {
                    next = LeaveCrowdNeedsLock(me);
                    _onTheWay += worker is null ? 1 : 0;
                }
            }

            if (isOver)
            {
                next?.Wake();
                me.End();
                worker?.ExpectCalls();
                return worker;
            }

            me.Sleep(nap);
        }
    }

    private WorkerProcess? GlanceForHot()
    {
        long begin = Stopwatch.GetTimestamp();
        do
        {
            if (TryRentHot() is { } free)
            {
                return free;
            }

            X86Base.Pause();
        }
        while (Environment.ProcessorCount > 1 && Stopwatch.GetElapsedTime(begin) < s_glance);

        return null;
    }

    /// <summary>Whether any worker is better taken, or waited for in the queue: since calls take long, or since no hot one is worth to be waited for and there is another, or may be.</summary>
    private bool TakesAnotherNeedsLock() =>
        _disposed || CallsAreLongNeedsLock || ((_idle.Count > 0 || _busy < _options.MaxWorkers) && !Array.TrueForAll(_hot, static worker => worker is { IsLookedAt: true }));

    private bool IsOverNeedsLock(HotWaiter me, out WorkerProcess? worker, out TimeSpan nap)
    {
        worker = me.Handed;
        nap = s_longNap;
        if (worker is not null || !ReferenceEquals(_crowd.First, me.Node))
        {
            return worker is not null;
        }

        CheckPaceNeedsLock(me);
        worker = TakeFreeHot();

        // Those in the queue are served before the crowd: after its share of waiting, the first of the crowd becomes one of them.
        if (worker is not null || TakesAnotherNeedsLock() || (_waiters.Count > 0 && me.HasBeenFirstFor(s_share)))
        {
            return true;
        }

        if (!_handOver && (me.HasBeenFirstFor(s_share) || CallsAreLongNeedsLock))
        {
            _handOver = true;
            AnnounceWaitersNeedsLock();

            // One that became free since it was looked for.
            worker = TakeFreeHot();
        }

        // Once it has asked, it is given the next worker that somebody gives back, and has little to look for.
        nap = _handOver ? s_share : s_nap;
        return worker is not null;
    }

    /// <summary>Finds out whether calls take long, and takes leave of a hot worker whose call is still that of a nap ago.</summary>
    private void CheckPaceNeedsLock(HotWaiter me)
    {
        TimeSpan elapsed = me.Elapsed();
        bool isSlow = false;
        WorkerProcess? stalled = null;
        for (int i = 0; i < _hot.Length; i++)
        {
            if (_hot[i] is { } worker && me.CallsOf(i, worker) is { } calls)
            {
                isSlow |= elapsed > calls * s_long && worker.IsAtLongWork;
                stalled = calls == 0 ? worker : stalled;
            }
        }

        // Twice in a row: the first time, one of the two may just not have had a processor.
        if (!me.IsSlowAgain(isSlow))
        {
            return;
        }

        _longUntil = Stopwatch.GetTimestamp() + (long)(s_verdict.TotalSeconds * Stopwatch.Frequency);
        if (stalled is not null)
        {
            MakeColdNeedsLock(stalled);
            if (stalled.Withdraw())
            {
                // It has just become free.
                BecomeIdleNeedsLock(stalled);
            }
        }
    }

    /// <summary>Gives a worker, which the caller has, to the first of those who wait.</summary>
    private HotWaiter HandOverNeedsLock(WorkerProcess worker)
    {
        HotWaiter first = _crowd.First!.Value;
        _crowd.RemoveFirst();
        first.Handed = worker;
        _handOver = false;
        AnnounceWaitersNeedsLock();
        return first;
    }

    /// <returns>Who is the first now, and does not know it.</returns>
    private HotWaiter? LeaveCrowdNeedsLock(HotWaiter me)
    {
        if (me.Node.List is not null)
        {
            _crowd.Remove(me.Node);
            if (_handOver)
            {
                _handOver = false;
                AnnounceWaitersNeedsLock();
            }
        }

        return _crowd.First?.Value;
    }
}
