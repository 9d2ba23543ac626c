// Workers whose caller has gone away while its call still runs.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    /// <summary>Takes back a worker whose caller has gone away while its call still runs: it has the grace period to end.</summary>
    public void Abandon(WorkerProcess worker, Task running)
    {
        bool crowded;
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            MakeColdNeedsLock(worker);
            _busy--;
            crowded = ++_abandoned > _options.MaxWorkers;
            ServeNeedsLock();
        }

        running.Observe();
        _ = EndAbandonedAsync(worker, running, crowded ? TimeSpan.Zero : _options.CancellationGrace);
    }

    private async Task EndAbandonedAsync(WorkerProcess worker, Task running, TimeSpan grace)
    {
        try
        {
            await running.WaitAsync(grace, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            worker.EndHung(KillReason.Cancelled);
        }
        catch (Exception)
        {
            // How an abandoned call ended concerns nobody any more; whether its worker lives is asked below.
        }

        lock (_lock)
        {
            ReclaimHotNeedsLock();
            _abandoned--;
            TakeBackNeedsLock(worker);
            ServeNeedsLock();
        }
    }
}
