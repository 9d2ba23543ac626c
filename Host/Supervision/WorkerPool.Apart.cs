// Workers that are for one call alone: beside the pool, not replaced, and no matter of the restart budget.
using FfiIsolation.Quarantining;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool : IWorkersApart
{
    // Guarded by _lock.
    private int _apart;

    public async Task<WorkerProcess> StartApartAsync(CancellationToken cancellationToken)
    {
        Task<WorkerProcess> starting;
        lock (_lock)
        {
            RefuseIfEndingNeedsLock();
            _apart++;
            starting = _tasks.Run(() => StartApartNowAsync(cancellationToken));
        }

        try
        {
            return await starting.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ApartEnded();
            ObjectDisposedException.ThrowIf(e is OperationCanceledException && !cancellationToken.IsCancellationRequested, typeof(NativeHost));
            throw;
        }
    }

    public void EndApart(WorkerProcess worker)
    {
        lock (_lock)
        {
            _tasks.Run(() => worker.StopAsync(s_stopPatience));
        }

        ApartEnded();
    }

    private async Task<WorkerProcess> StartApartNowAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        WorkerProcess worker = await _start(stop.Token).ConfigureAwait(false);
        worker.IsApart = true;
        Register(worker, detached: true);
        return worker;
    }

    private void ApartEnded()
    {
        lock (_lock)
        {
            _apart--;
            CheckDrainedNeedsLock();
        }
    }
}
