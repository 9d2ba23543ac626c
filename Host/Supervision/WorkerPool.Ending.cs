// How a pool ends: at once, or when what is on board has ended.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    /// <summary>A process that SIGKILL does not end in this time hangs in the kernel, and would hang its host too.</summary>
    private static readonly TimeSpan s_deathPatience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _lock.
    private bool _draining;

    /// <summary>Whether its workers are ended, or about to be.</summary>
    public bool IsDisposed => Volatile.Read(ref _disposed);

    /// <summary>Takes no call and opens no session from now on, and waits for those that there are.</summary>
    /// <returns>Whether they have all ended in time.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(NativeHost));
            _draining = true;
            AnnounceWaitersNeedsLock();
            ReclaimHotNeedsLock();
            CheckDrainedNeedsLock();
        }

        try
        {
            await _drained.Task.WaitAsync(patience, _clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        WorkerProcess[] workers;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            ReclaimHotNeedsLock();
            workers = [.. _all.Keys];
            foreach (Waiter waiter in _waiters)
            {
                waiter.TrySetException(new ObjectDisposedException(nameof(NativeHost)));
            }

            _waiters.Clear();
            AnnounceWaitersNeedsLock();
            CheckDrainedNeedsLock();
        }

        await _upkeep.DisposeAsync().ConfigureAwait(false);
        await _disposing.CancelAsync().ConfigureAwait(false);
        await StopAsync(workers).ConfigureAwait(false);

        // Starts that were under way end by the cancellation, or stop the worker that they got.
        await WithinAsync(_tasks.WhenAllEnded()).ConfigureAwait(false);
        lock (_lock)
        {
            workers = [.. _all.Keys];
        }

        await StopAsync(workers).ConfigureAwait(false);
    }

    private Task StopAsync(WorkerProcess[] workers) => WithinAsync(Task.WhenAll(workers.Select(worker => worker.StopAsync(s_stopPatience))));

    private async Task WithinAsync(Task ending)
    {
        try
        {
            await ending.WaitAsync(s_deathPatience, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whatever it is that does not die is reaped if it ever does.
            ending.Observe();
        }
    }

    /// <param name="isTakenIn">Whether the caller was here before the drain.</param>
    private void RefuseIfEndingNeedsLock(bool isTakenIn = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(NativeHost));
        if (_draining && !isTakenIn)
        {
            throw new CallRejectedException("The host is being drained: it takes no call and opens no session any more.");
        }
    }

    private void CheckDrainedNeedsLock()
    {
        if (_draining && (_disposed || (_busy == 0 && _waiters.Count == 0 && _crowd.Count == 0 && _onTheWay == 0 && _sessions == 0 && _abandoned == 0 && _apart == 0)))
        {
            _drained.TrySetResult();
        }
    }
}
