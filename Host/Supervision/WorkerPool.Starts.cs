// How workers come to be: for those who wait, and as spares.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    private void StartMissingNeedsLock()
    {
        if (_disposed)
        {
            return;
        }

        int wanted = Math.Min(_waiters.Count, _options.MaxWorkers - _busy);
        bool spares = _options.TimeProvider.GetTimestamp() >= _noSparesBefore;
        int missing = wanted + (spares ? _options.Spares : 0) - _idle.Count - _starting;

        // The caller of a crash goes on with the spare, while the kernel takes the crashed worker down: the processors are theirs until that is done. Those who wait do not wait for it.
        Task? after = missing > 0 && wanted == 0 ? _all.FirstOrDefault(static worker => worker.IsDying)?.Death : null;
        for (int i = 0; i < missing; i++)
        {
            _starting++;
            _starts.Run(StartForPoolAsync, after);
        }
    }

    private async Task StartForPoolAsync()
    {
        try
        {
            Task taken = Task.CompletedTask;
            await StartAsync(worker => taken = TakeInAsync(worker)).ConfigureAwait(false);
            await taken.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            FailOne(e);
        }
    }

    /// <summary>Starts a worker as far as the budget allows.</summary>
    private Task StartAsync(Action<WorkerProcess> deliver) =>
        _gate.StartAsync(
            _factory.StartAsync,
            worker =>
            {
                lock (_lock)
                {
                    _all.Add(worker);
                }

                _ = BuryAsync(worker);
                deliver(worker);
            },
            _disposing.Token);

    private async Task TakeInAsync(WorkerProcess worker)
    {
        bool awaited;
        lock (_lock)
        {
            awaited = _waiters.Count > 0;
        }

        if (!awaited)
        {
            await _prepare(worker).ConfigureAwait(false);
        }

        bool stop;
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            _starting--;
            stop = _disposed;
            if (!stop && worker.IsReady)
            {
                _idle.Add(worker);
            }

            ServeNeedsLock();
        }

        if (stop)
        {
            await worker.StopAsync(s_stopPatience).ConfigureAwait(false);
        }
    }

    /// <summary>A start failed for good: one of those who wait is told, unless a worker that there is may still serve them.</summary>
    private void FailOne(Exception failure)
    {
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            _starting--;
            _noSparesBefore = _options.TimeProvider.GetTimestamp()
                + (long)(s_pauseAfterFailedSpare.TotalSeconds * _options.TimeProvider.TimestampFrequency);

            // As many as wait may be served by the starts under way. More starts may be under way for ever: each that fails is followed by the next.
            while (_busy + _idle.Count == 0 && _waiters.Count > _starting && _waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                if (first.Value.TrySetException(failure))
                {
                    break;
                }
            }

            ServeNeedsLock();
        }
    }
}
