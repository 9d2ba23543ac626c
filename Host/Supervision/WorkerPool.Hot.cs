// The workers used last, kept where a call finds them without the lock. A hot worker counts as busy, whether it is free or in a call: the counters
// below the lock know nothing of its calls. It is free when its own state says that it is offered; whoever looks at the counters first takes those
// that are free back among the idle ones.
using FfiIsolation.Calls;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    private const int MostHot = 8;

    /// <summary>Somebody waits for any worker.</summary>
    private const int AnyAwaited = 1;

    /// <summary>Somebody has waited for a hot worker long enough: the next call that ends hands its worker over.</summary>
    private const int HandOverAwaited = 2;

    /// <summary>Written under the lock, read without it.</summary>
    private readonly WorkerProcess?[] _hot;

    /// <summary>What those who give a worker back without the lock must know. Written under it.</summary>
    private int _announced;

    /// <summary>Begins a call in a hot worker that is free, if nobody waits: one exchange, and no lock.</summary>
    /// <returns>The worker, for <see cref="Ended"/>; null where there is none, or none that knows the function.</returns>
    public WorkerProcess? TryBegin(PreparedCall call, TimeSpan timeout)
    {
        if (Volatile.Read(ref _announced) != 0)
        {
            return null;
        }

        foreach (WorkerProcess? worker in _hot)
        {
            if (worker is not null && worker.TryBeginOffered(call, timeout))
            {
                return worker;
            }
        }

        return null;
    }

    /// <summary>A call that <see cref="TryBegin"/> began has ended.</summary>
    /// <param name="left">The worker's state as the call left it.</param>
    public void Ended(WorkerProcess worker, WorkerState left)
    {
        // The exchange that ended the call is a full fence: either this sees that somebody began to wait, or that one sees that the worker is free.
        if (left.IsFree && Volatile.Read(ref _announced) == 0)
        {
            return;
        }

        if (!left.IsOffered)
        {
            // Withdrawn meanwhile: it is no hot one any more, and the caller's to give back.
            Return(worker);
            return;
        }

        HotWaiter? served = null;
        using (LockStubbornly())
        {
            if (HandOverIsDueNeedsLock && worker.TryTake())
            {
                served = HandOverNeedsLock(worker);
            }
            else
            {
                ReclaimHotNeedsLock();
                ServeNeedsLock();
            }
        }

        served?.Wake();
    }

    /// <summary>Takes a hot worker that is free, if nobody waits: an exchange, and no lock.</summary>
    public WorkerProcess? TryRentHot() => Volatile.Read(ref _announced) == 0 ? TakeFreeHot() : null;

    /// <summary>Gives a rented worker back, alive or not.</summary>
    public void Return(WorkerProcess worker)
    {
        if (worker.IsHot && Volatile.Read(ref _announced) == 0 && worker.TryOffer())
        {
            // As above; and whoever makes it a cold one says so before looking whether it is free.
            if ((Volatile.Read(ref _announced) == 0 && worker.IsHot) || !worker.Withdraw())
            {
                return;
            }
        }

        HotWaiter? served = null;
        using (LockStubbornly())
        {
            if (HandOverIsDueNeedsLock && worker.IsFit)
            {
                served = HandOverNeedsLock(worker);
            }
            else
            {
                PutBackNeedsLock(worker);
                ServeNeedsLock();
            }
        }

        served?.Wake();
    }

    private WorkerProcess? TakeFreeHot()
    {
        foreach (WorkerProcess? worker in _hot)
        {
            if (worker is not null && worker.TryTake())
            {
                return worker;
            }
        }

        return null;
    }

    /// <summary>A worker that the caller has becomes hot, or stays so, if nobody waits, nothing is drained and there is room; idle otherwise.</summary>
    private void PutBackNeedsLock(WorkerProcess worker)
    {
        if (_waiters.Count == 0 && !_draining && (worker.IsHot || TryMakeHotNeedsLock(worker)) && worker.TryOffer())
        {
            return;
        }

        MakeColdNeedsLock(worker);
        BecomeIdleNeedsLock(worker);
    }

    /// <summary>Makes the counters true: hot workers that are free are idle.</summary>
    private void ReclaimHotNeedsLock()
    {
        foreach (WorkerProcess? worker in _hot)
        {
            if (worker is not null && worker.TryReclaim())
            {
                MakeColdNeedsLock(worker);
                BecomeIdleNeedsLock(worker);
            }
        }
    }

    private void BecomeIdleNeedsLock(WorkerProcess worker)
    {
        _busy--;
        TakeBackNeedsLock(worker);
    }

    private bool TryMakeHotNeedsLock(WorkerProcess worker)
    {
        int place = worker.IsFit ? Array.IndexOf(_hot, null) : -1;
        if (place < 0)
        {
            return false;
        }

        worker.IsHot = true;
        _hot[place] = worker;
        return true;
    }

    /// <summary>Calls do not find it any more. It is still offered if it was.</summary>
    private void MakeColdNeedsLock(WorkerProcess worker)
    {
        if (worker.IsHot)
        {
            worker.IsHot = false;
            _hot[Array.IndexOf(_hot, worker)] = null;
        }
    }

    /// <summary>Says who waits, or that nobody may come any more, before the hot workers are looked at.</summary>
    private void AnnounceWaitersNeedsLock() => Interlocked.Exchange(ref _announced, (_waiters.Count > 0 || _draining ? AnyAwaited : 0) | (_handOver ? HandOverAwaited : 0));
}
