// Owns the workers of a host: hands each to one caller at a time, keeps spares, replaces the dead.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool : IAsyncDisposable
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_pauseAfterFailedSpare = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly NativeHostOptions _options;
    private readonly WorkerFactory _factory;
    private readonly RestartGate _gate;
    private readonly Func<WorkerProcess, Task> _prepare;
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskSet _starts = new();

    // Guarded by _lock.
    private readonly HashSet<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _idle = [];
    private readonly LinkedList<TaskCompletionSource<WorkerProcess>> _waiters = [];
    private int _busy;
    private int _starting;
    private int _sessions;
    private int _abandoned;
    private long _noSparesBefore;
    private bool _disposed;

    /// <param name="prepare">Makes a worker that nobody waits for a good spare: loads and resolves what is known.</param>
    public WorkerPool(NativeHostOptions options, WorkerFactory factory, RestartGate gate, Func<WorkerProcess, Task> prepare)
    {
        _options = options;
        _factory = factory;
        _gate = gate;
        _prepare = prepare;

        // A caller and its worker look at memory at the same time, on a processor each.
        int processors = Environment.ProcessorCount;
        _hot = new WorkerProcess?[Math.Clamp(processors / 2, 1, Math.Min(options.MaxWorkers, MostHot))];
        _sharesHot = _hot.Length == options.MaxWorkers || 2 * _hot.Length >= processors - 1;
    }

    /// <summary>The number of workers that wait for a call.</summary>
    public int IdleCount
    {
        get
        {
            lock (_lock)
            {
                ReclaimHotNeedsLock();
                return _idle.Count;
            }
        }
    }

    /// <summary>Takes a worker for one call, as soon as there is one.</summary>
    /// <exception cref="QueueFullException">Too many wait already.</exception>
    /// <exception cref="WorkerUnavailableException">None can be had.</exception>
    public Task<WorkerProcess> RentAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<WorkerProcess>> waiter;
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(NativeHost));
            ReclaimHotNeedsLock();
            if (_busy < _options.MaxWorkers && _waiters.Count == 0 && TakeIdleNeedsLock() is { } worker)
            {
                _busy++;
                StartMissingNeedsLock();
                return Task.FromResult(worker);
            }

            if (_waiters.Count + _crowd.Count - (_options.MaxWorkers - _busy) >= _options.MaxQueuedCalls)
            {
                throw new QueueFullException(_options.MaxQueuedCalls);
            }

            waiter = _waiters.AddLast(new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously));
            AnnounceWaitersNeedsLock();

            // A worker that became free since it was looked for is this waiter's.
            ReclaimHotNeedsLock();
            ServeNeedsLock();
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(waiter, cancellationToken) : waiter.Value.Task;
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
            workers = [.. _all];
            foreach (TaskCompletionSource<WorkerProcess> waiter in _waiters)
            {
                waiter.TrySetException(new ObjectDisposedException(nameof(NativeHost)));
            }

            _waiters.Clear();
            AnnounceWaitersNeedsLock();
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(workers.Select(worker => worker.StopAsync(s_stopPatience))).ConfigureAwait(false);

        // Starts that were under way end by the cancellation, or stop the worker that they got.
        await _starts.WhenAllEnded().ConfigureAwait(false);
        lock (_lock)
        {
            workers = [.. _all];
        }

        await Task.WhenAll(workers.Select(worker => worker.StopAsync(s_stopPatience))).ConfigureAwait(false);
    }

    private async Task<WorkerProcess> WaitAsync(LinkedListNode<TaskCompletionSource<WorkerProcess>> waiter, CancellationToken cancellationToken)
    {
        try
        {
            return await waiter.Value.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            lock (_lock)
            {
                if (waiter.List is not null)
                {
                    _waiters.Remove(waiter);
                    AnnounceWaitersNeedsLock();
                }
            }

            // It was being served meanwhile: what it got goes back.
            if (!waiter.Value.TrySetCanceled(cancellationToken) && waiter.Value.Task.IsCompletedSuccessfully)
            {
                Return(waiter.Value.Task.Result);
            }

            throw;
        }
    }

    private WorkerProcess? TakeIdleNeedsLock()
    {
        // The one used last is taken first: its caches are warm, and the others can be recognised as spare.
        while (_idle.Count > 0)
        {
            WorkerProcess worker = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            if (worker.IsReady)
            {
                return worker;
            }
        }

        return null;
    }

    /// <summary>Gives idle workers to those who wait, and starts what is missing. Called after everything that may have changed either.</summary>
    private void ServeNeedsLock()
    {
        while (_busy < _options.MaxWorkers && _waiters.First is { } first && TakeIdleNeedsLock() is { } worker)
        {
            _waiters.RemoveFirst();
            if (first.Value.TrySetResult(worker))
            {
                _busy++;
            }
            else
            {
                _idle.Add(worker);
            }
        }

        AnnounceWaitersNeedsLock();

        // More than can ever be busy, and spares: cancelled calls had to be replaced and came back after all.
        while (_idle.Count > _options.Spares + _options.MaxWorkers - _busy)
        {
            WorkerProcess excess = _idle[0];
            _idle.RemoveAt(0);
            _starts.Run(() => excess.StopAsync(s_stopPatience));
        }

        StartMissingNeedsLock();
    }

    private async Task BuryAsync(WorkerProcess worker)
    {
        await worker.Death.ConfigureAwait(false);
        lock (_lock)
        {
            _all.Remove(worker);
            ReclaimHotNeedsLock();
            _idle.Remove(worker);
            ServeNeedsLock();
        }
    }
}
