// What others may know of the pool.
namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    public PoolCounts Counts()
    {
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            return new PoolCounts(_idle.Count, _busy, _starting, _sessions, _abandoned, _waiters.Count + _crowd.Count + _onTheWay, _disposed, _draining);
        }
    }
}
