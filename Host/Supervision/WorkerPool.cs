// Owns the workers of a host: hands each to one caller at a time, keeps spares, replaces the dead.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed class WorkerPool : IAsyncDisposable
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_pauseAfterFailedSpare = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly NativeHostOptions _options;
    private readonly WorkerFactory _factory;
    private readonly RestartGate _gate;
    private readonly Func<WorkerProcess, Task> _prepare;
    private readonly CancellationTokenSource _disposing = new();

    // Guarded by _lock.
    private readonly HashSet<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _idle = [];
    private readonly LinkedList<TaskCompletionSource<WorkerProcess>> _waiters = [];
    private readonly HashSet<Task> _starts = [];
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
    }

    /// <summary>The number of workers that wait for a call.</summary>
    public int IdleCount
    {
        get
        {
            lock (_lock)
            {
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
            if (_busy < _options.MaxWorkers && _waiters.Count == 0 && TakeIdleNeedsLock() is { } worker)
            {
                _busy++;
                StartMissingNeedsLock();
                return Task.FromResult(worker);
            }

            if (_waiters.Count - (_options.MaxWorkers - _busy) >= _options.MaxQueuedCalls)
            {
                throw new QueueFullException(_options.MaxQueuedCalls);
            }

            waiter = _waiters.AddLast(new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously));
            StartMissingNeedsLock();
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(waiter, cancellationToken) : waiter.Value.Task;
    }

    /// <summary>Gives a rented worker back, alive or not.</summary>
    public void Return(WorkerProcess worker)
    {
        lock (_lock)
        {
            _busy--;
            if (worker.IsReady)
            {
                _idle.Add(worker);
            }

            ServeNeedsLock();
        }
    }

    /// <summary>Takes back a worker whose caller has gone away while its call still runs: it has the grace period to end.</summary>
    public void Abandon(WorkerProcess worker, Task running)
    {
        bool crowded;
        lock (_lock)
        {
            _busy--;
            crowded = ++_abandoned > _options.MaxWorkers;
            ServeNeedsLock();
        }

        running.Observe();
        _ = EndAbandonedAsync(worker, running, crowded ? TimeSpan.Zero : _options.CancellationGrace);
    }

    /// <summary>Takes a worker out of the pool for a session.</summary>
    /// <exception cref="CallRejectedException">Too many sessions are open.</exception>
    /// <exception cref="WorkerUnavailableException">None can be had.</exception>
    public async Task<WorkerProcess> DetachAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(NativeHost));
            if (_sessions >= _options.MaxSessions)
            {
                throw new CallRejectedException(
                    $"{_sessions} sessions are open, which is the limit ({nameof(NativeHostOptions)}.{nameof(NativeHostOptions.MaxSessions)}).");
            }

            _sessions++;
            if (TakeIdleNeedsLock() is { } worker)
            {
                StartMissingNeedsLock();
                return worker;
            }
        }

        var started = new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? starting = null;
        try
        {
            starting = Track(() => StartAsync(started.SetResult));
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
            starting?.Observe();
            _ = started.Task.ContinueWith(
                late => late.Result.StopAsync(s_stopPatience), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            lock (_lock)
            {
                _sessions--;
            }

            ObjectDisposedException.ThrowIf(e is OperationCanceledException && !cancellationToken.IsCancellationRequested, typeof(NativeHost));
            throw;
        }
    }

    /// <summary>Ends a session's worker.</summary>
    public async Task EndSessionAsync(WorkerProcess worker)
    {
        await worker.StopAsync(s_stopPatience).ConfigureAwait(false);
        lock (_lock)
        {
            _sessions--;
        }
    }

    /// <summary>Starts the spares, so that the first call finds one.</summary>
    public void Warm()
    {
        lock (_lock)
        {
            StartMissingNeedsLock();
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
            workers = [.. _all];
            foreach (TaskCompletionSource<WorkerProcess> waiter in _waiters)
            {
                waiter.TrySetException(new ObjectDisposedException(nameof(NativeHost)));
            }

            _waiters.Clear();
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(workers.Select(worker => worker.StopAsync(s_stopPatience))).ConfigureAwait(false);

        // Starts that were under way end by the cancellation, or stop the worker that they got.
        Task[] starts;
        lock (_lock)
        {
            starts = [.. _starts];
        }

        await Task.WhenAll(starts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

        // More than can ever be busy, and spares: cancelled calls had to be replaced and came back after all.
        while (_idle.Count > _options.Spares + _options.MaxWorkers - _busy)
        {
            _ = _idle[0].StopAsync(s_stopPatience);
            _idle.RemoveAt(0);
        }

        StartMissingNeedsLock();
    }

    private void StartMissingNeedsLock()
    {
        if (_disposed)
        {
            return;
        }

        int wanted = Math.Min(_waiters.Count, _options.MaxWorkers - _busy);
        bool spares = _options.TimeProvider.GetTimestamp() >= _noSparesBefore;
        int missing = wanted + (spares ? _options.Spares : 0) - _idle.Count - _starting;
        for (int i = 0; i < missing; i++)
        {
            _starting++;
            Track(StartForPoolAsync);
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

    /// <summary>Runs a start on a pool thread; disposing waits for it.</summary>
    private Task Track(Func<Task> start)
    {
        Task running = Task.Run(start);
        lock (_lock)
        {
            _starts.Add(running);
        }

        _ = running.ContinueWith(
            ended =>
            {
                lock (_lock)
                {
                    _starts.Remove(ended);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        return running;
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
            _starting--;
            _noSparesBefore = _options.TimeProvider.GetTimestamp()
                + (long)(s_pauseAfterFailedSpare.TotalSeconds * _options.TimeProvider.TimestampFrequency);
            while (_busy + _idle.Count + _starting == 0 && _waiters.First is { } first)
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

    private async Task BuryAsync(WorkerProcess worker)
    {
        await worker.Death.ConfigureAwait(false);
        lock (_lock)
        {
            _all.Remove(worker);
            _idle.Remove(worker);
            ServeNeedsLock();
        }
    }

    private async Task EndAbandonedAsync(WorkerProcess worker, Task running, TimeSpan grace)
    {
        try
        {
            await running.WaitAsync(grace, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            worker.Kill(KillReason.Cancelled);
        }
        catch (Exception)
        {
            // How an abandoned call ended concerns nobody any more; whether its worker lives is asked below.
        }

        lock (_lock)
        {
            _abandoned--;
            if (worker.IsReady && !_disposed)
            {
                _idle.Add(worker);
            }

            ServeNeedsLock();
        }
    }
}
