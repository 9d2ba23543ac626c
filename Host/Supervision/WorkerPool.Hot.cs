// The worker used last, kept where a call finds it without the lock. In the slot or with a caller who took it there, it counts as busy: the
// counters below the lock know nothing of such calls. Whoever looks at them first takes the slot's worker back among the idle ones.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    private WorkerProcess? _hot;

    /// <summary>Set while anybody waits for a worker. Written under the lock; read by those who give a worker back without it.</summary>
    private int _awaited;

    /// <summary>Takes the worker used last, if it is there and nobody waits: an exchange, and no lock.</summary>
    public WorkerProcess? TryRentHot()
    {
        if (Volatile.Read(ref _hot) is null || Volatile.Read(ref _awaited) != 0 || Interlocked.Exchange(ref _hot, null) is not { } worker)
        {
            return null;
        }

        if (worker.IsFit)
        {
            return worker;
        }

        // It died in the slot, or was retired.
        Return(worker);
        return null;
    }

    /// <summary>Gives a rented worker back, alive or not.</summary>
    public void Return(WorkerProcess worker)
    {
        if (Volatile.Read(ref _awaited) == 0 && worker.IsFit && Volatile.Read(ref _hot) is null
            && Interlocked.CompareExchange(ref _hot, worker, null) is null)
        {
            // The exchange is a full fence: either this sees that somebody began to wait, or that one sees the worker in the slot. And a worker that
            // died or was retired meanwhile is buried by somebody who looks into the slot after its state has changed, or is seen here.
            if (Volatile.Read(ref _awaited) != 0 || !worker.IsFit)
            {
                lock (_lock)
                {
                    ReclaimHotNeedsLock();
                    ServeNeedsLock();
                }
            }

            return;
        }

        lock (_lock)
        {
            ReclaimHotNeedsLock();
            _busy--;
            TakeBackNeedsLock(worker);

            ServeNeedsLock();
        }
    }

    /// <summary>Makes the counters true: the worker in the slot is idle.</summary>
    private void ReclaimHotNeedsLock()
    {
        if (Interlocked.Exchange(ref _hot, null) is { } worker)
        {
            _busy--;
            TakeBackNeedsLock(worker);
        }
    }

    /// <summary>Says whether anybody waits, or nobody may come any more, before the slot is looked into.</summary>
    private void AnnounceWaitersNeedsLock() => Interlocked.Exchange(ref _awaited, _waiters.Count > 0 || _draining ? 1 : 0);
}
