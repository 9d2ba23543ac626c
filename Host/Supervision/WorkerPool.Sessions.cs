// Workers that leave the pool for a session.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    /// <summary>Takes a worker out of the pool for a session.</summary>
    /// <param name="guardedHeap">Whether it is to have a guarded heap: no worker of the pool has one, so that it is started.</param>
    /// <exception cref="CallRejectedException">Too many sessions are open.</exception>
    /// <exception cref="WorkerUnavailableException">None can be had.</exception>
    public async Task<WorkerProcess> DetachAsync(bool guardedHeap, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task starting;
        lock (_lock)
        {
            RefuseIfEndingNeedsLock();
            if (_sessions >= _options.MaxSessions)
            {
                throw new CallRejectedException(
                    $"{_sessions} sessions are open, which is the limit ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxSessions)}).");
            }

            _sessions++;
            ReclaimHotNeedsLock();

            // One that has run nobody's call yet: what a call leaves behind in static variables is no session's business.
            if (!guardedHeap && _idle.FindLast(idle => idle is { IsPristine: true, IsFit: true }) is { } worker)
            {
                _idle.Remove(worker);
                _all[worker].IsDetached = true;
                StartMissingNeedsLock();
                return worker;
            }

            // Here, so that whoever ends the pool waits for it.
            starting = _tasks.Run(() => StartAsync(started.SetResult, detached: true, guardedHeap));
        }

        try
        {
            await Task.WhenAny(started.Task, starting).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!started.Task.IsCompleted)
            {
                await starting.ConfigureAwait(false);
            }

            return await started.Task.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A worker that starts after all has nobody who wants it.
            starting.Observe();
            _ = started.Task.ContinueWith(
                late => late.Result.StopAsync(s_stopPatience), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            SessionEnded();
            ObjectDisposedException.ThrowIf(e is OperationCanceledException && !cancellationToken.IsCancellationRequested, typeof(NativeHost));
            throw;
        }
    }

    /// <summary>Ends a session's worker.</summary>
    public async Task EndSessionAsync(WorkerProcess worker)
    {
        await worker.StopAsync(s_stopPatience).ConfigureAwait(false);
        SessionEnded();
    }

    private void SessionEnded()
    {
        lock (_lock)
        {
            _sessions--;
            CheckDrainedNeedsLock();
        }
    }
}
