// Owns the workers of a host: hands each to one caller at a time, keeps spares, replaces the dead.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool : IAsyncDisposable
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly NativeHostOptions _options;
    private readonly TimeProvider _clock;
    private readonly HostEvents _events;
    private readonly Func<CancellationToken, Task<WorkerProcess>> _start;
    private readonly Func<CancellationToken, Task<WorkerProcess>> _startGuarded;
    private readonly RestartGate _gate;
    private readonly Func<WorkerProcess, Task> _prepare;
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskSet _tasks = new();

    // Guarded by _lock.
    private readonly Dictionary<WorkerProcess, PooledWorker> _all = [];
    private readonly List<WorkerProcess> _idle = [];
    private readonly LinkedList<Waiter> _waiters = [];
    private int _busy;
    private int _starting;
    private int _sessions;
    private int _abandoned;

    /// <summary>Retired workers that somebody still has.</summary>
    private int _leaving;

    private bool _disposed;

    /// <param name="start">Starts a worker, whatever the budget says.</param>
    /// <param name="startGuarded">The same with a guarded heap.</param>
    /// <param name="prepare">Makes a worker that nobody waits for a good spare: loads and resolves what is known.</param>
    public WorkerPool(
        NativeHostOptions options, Func<CancellationToken, Task<WorkerProcess>> start, Func<CancellationToken, Task<WorkerProcess>> startGuarded, RestartGate gate, HostEvents events, Func<WorkerProcess, Task> prepare)
    {
        _options = options;
        _clock = options.TimeProvider;
        _events = events;
        _start = start;
        _startGuarded = startGuarded;
        _gate = gate;
        _prepare = prepare;

        // A caller and its worker look at memory at the same time, on a processor each.
        int processors = Environment.ProcessorCount;
        _hot = new WorkerProcess?[Math.Clamp(processors / 2, 1, Math.Min(options.MaxWorkers, MostHot))];
        _sharesHot = _hot.Length == options.MaxWorkers || 2 * _hot.Length >= processors - 1;
        _upkeep = _clock.CreateTimer(static pool => ((WorkerPool)pool!).BeginUpkeep(), this, s_upkeepInterval, s_upkeepInterval);
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

    /// <summary>The number of workers that are not gone yet, those of sessions included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Takes a worker for one call, as soon as there is one; first come, first served.</summary>
    /// <exception cref="QueueFullException">Too many wait already.</exception>
    /// <exception cref="QueueTimeoutException">None was free in time.</exception>
    /// <exception cref="WorkerUnavailableException">None can be had.</exception>
    public Task<WorkerProcess> RentAsync(CancellationToken cancellationToken) => RentAsync(_options.QueueTimeout, cancellationToken);

    /// <param name="patience">How long to wait at most.</param>
    /// <param name="fromCrowd">As for <see cref="Rent"/>.</param>
    public Task<WorkerProcess> RentAsync(TimeSpan patience, CancellationToken cancellationToken, bool fromCrowd = false)
    {
        LinkedListNode<Waiter> waiter;
        using (LockStubbornly())
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                RefuseIfEndingNeedsLock(isTakenIn: fromCrowd);
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

                waiter = _waiters.AddLast(new Waiter(_clock.GetTimestamp(), _allFailedStarts));
                AnnounceWaitersNeedsLock();

                // A worker that became free since it was looked for is this waiter's.
                ReclaimHotNeedsLock();
                ServeNeedsLock();
            }
            finally
            {
                if (fromCrowd)
                {
                    _onTheWay--;
                    CheckDrainedNeedsLock();
                }
            }
        }

        return cancellationToken.CanBeCanceled || patience != Timeout.InfiniteTimeSpan ? WaitAsync(waiter, patience, cancellationToken) : waiter.Value.Task;
    }

    /// <summary>The same on the caller's thread. One that is interrupted has no worker.</summary>
    /// <param name="fromCrowd">Whether the caller comes from <see cref="AwaitHot"/>, which took it in before a drain that may have begun meanwhile.</param>
    public WorkerProcess Rent(CancellationToken cancellationToken, bool fromCrowd = false)
    {
        Task<WorkerProcess> renting = RentAsync(_options.QueueTimeout, cancellationToken, fromCrowd);
        try
        {
            WaitAndStart(renting);
            return renting.GetAwaiter().GetResult();
        }
        catch (ThreadInterruptedException)
        {
            _ = renting.ContinueWith(rented => Return(rented.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            renting.Observe();
            throw;
        }
    }

    private async Task<WorkerProcess> WaitAsync(LinkedListNode<Waiter> waiter, TimeSpan patience, CancellationToken cancellationToken)
    {
        // A failed start may be told to a caller that has just gone away.
        waiter.Value.Task.Observe();
        try
        {
            return await waiter.Value.Task.WaitAsync(patience, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !waiter.Value.Task.IsFaulted)
        {
            lock (_lock)
            {
                if (waiter.List is not null)
                {
                    _waiters.Remove(waiter);
                    AnnounceWaitersNeedsLock();
                    CheckDrainedNeedsLock();
                }
            }

            if (waiter.Value.TrySetCanceled(CancellationToken.None))
            {
                throw e is TimeoutException ? new QueueTimeoutException(patience) : e;
            }

            // It was being served meanwhile: for a caller who has gone away, what it got goes back.
            if (e is OperationCanceledException && waiter.Value.Task.IsCompletedSuccessfully)
            {
                Return(waiter.Value.Task.Result);
                throw;
            }

            return await waiter.Value.Task.ConfigureAwait(false);
        }
    }

    private WorkerProcess? TakeIdleNeedsLock()
    {
        // The one used last is taken first: its caches are warm, and the others can be recognised as spare.
        while (_idle.Count > 0)
        {
            WorkerProcess worker = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            if (worker.IsFit)
            {
                return worker;
            }
        }

        return null;
    }

    /// <summary>A worker that somebody had is idle, ends if another has taken its place, or has died and is buried by others. Once for each time that it was handed out.</summary>
    private void TakeBackNeedsLock(WorkerProcess worker)
    {
        if (worker.IsFit && !_disposed)
        {
            _idle.Add(worker);
        }
        else if (worker.IsRetired)
        {
            _leaving--;
            EndNeedsLock(worker);
        }
    }

    /// <summary>Ends a worker that has no call on board.</summary>
    private void EndNeedsLock(WorkerProcess worker)
    {
        worker.Retire();
        _tasks.Run(() => worker.StopAsync(s_stopPatience));
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
        CheckDrainedNeedsLock();

        // More than can ever be busy, and spares: cancelled calls had to be replaced and came back after all.
        while (_idle.Count > _options.Spares + _options.MaxWorkers - _busy + _leaving)
        {
            EndNeedsLock(_idle[0]);
            _idle.RemoveAt(0);
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

    /// <summary>The lock, also on a thread that somebody interrupts meanwhile (<see cref="Thread.Interrupt"/>), for what must not be left out: the next wait of that thread's own is interrupted then.</summary>
    private Lock.Scope LockStubbornly()
    {
        bool interrupted = false;
        while (true)
        {
            try
            {
                Lock.Scope scope = _lock.EnterScope();
                if (interrupted)
                {
                    Thread.CurrentThread.Interrupt();
                }

                return scope;
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }
    }
}
