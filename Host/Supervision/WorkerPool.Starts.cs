// How workers come to be: for those who wait, and as spares.
using System.Collections.Concurrent;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    /// <summary>How long a caller that waits leaves a start to the pool of the application.</summary>
    private static readonly TimeSpan s_poolPatience = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_longestPoolPatience = TimeSpan.FromMilliseconds(400);

    /// <summary>Starts that nobody has begun: for each there is an item in the queue of the application's pool.</summary>
    private readonly ConcurrentQueue<PendingStart> _pendingStarts = new();

    // Guarded by _lock.
    private int _failedStarts; // one after the other
    private long _allFailedStarts;
    private long _pausedUntil;

    /// <summary>Whether a start has failed a moment ago: until later, one is made only for a call that came after that.</summary>
    private bool IsPausedNeedsLock => _failedStarts > 0 && _clock.GetTimestamp() < _pausedUntil;

    private void StartMissingNeedsLock()
    {
        if (_disposed)
        {
            return;
        }

        bool paused = IsPausedNeedsLock;
        int wanted = Math.Min(_waiters.Count, _options.MaxWorkers - _busy);
        int missing = wanted + (paused || _draining ? 0 : _options.Spares) - _idle.Count - _starting;
        if (!paused && !_draining)
        {
            // One whose caller has gone away comes back, as a rule.
            missing = Math.Max(missing, _options.MinWorkers - _busy - _idle.Count - _starting - _abandoned);
        }

        // The caller of a crash goes on with the spare, while the kernel takes the crashed worker down: the processors are theirs until that is done. Those who wait do not wait for it.
        Task? after = missing > 0 && wanted == 0 ? _all.Keys.FirstOrDefault(static worker => worker.IsDying)?.Death : null;
        LinkedListNode<Waiter>? next = _waiters.First;
        for (; missing > 0; missing--)
        {
            while (next is not null && (next.Value.HasStart || (paused && next.Value.FailedBefore != _allFailedStarts)))
            {
                next = next.Next;
            }

            if (next is null && paused)
            {
                return;
            }

            Waiter? sake = next?.Value;
            if (sake is not null)
            {
                sake.HasStart = true;
            }

            _starting++;
            var start = new PendingStart(() => StartForPoolAsync(sake), after);
            _tasks.Note(start.Ended);
            _pendingStarts.Enqueue(start);
            ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.TryMakePendingStart(), this, preferLocal: false);
        }
    }

    private bool TryMakePendingStart()
    {
        if (!_pendingStarts.TryDequeue(out PendingStart? start))
        {
            return false; // a caller that waited has made it
        }

        start.Make();
        return true;
    }

    /// <summary>Waits on the caller's thread for a worker. Where the threads of the application's pool have not come to the starts that were asked for, they are made here: all of them may wait for a worker themselves.</summary>
    private void WaitAndStart(Task<WorkerProcess> renting)
    {
        for (TimeSpan patience = s_poolPatience; !IsOverWithin(renting, patience); patience = patience < s_longestPoolPatience ? 2 * patience : patience)
        {
            while (!renting.IsCompleted && TryMakePendingStart())
            {
            }
        }
    }

    private static bool IsOverWithin(Task task, TimeSpan time)
    {
        try
        {
            return task.Wait(time);
        }
        catch (AggregateException)
        {
            return true; // thrown to whoever asks for the result
        }
    }

    private async Task StartForPoolAsync(Waiter? sake)
    {
        try
        {
            Task taken = Task.CompletedTask;
            await StartAsync(worker => taken = TakeInAsync(worker)).ConfigureAwait(false);
            await taken.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            StartFailed(e, sake);
        }
    }

    /// <summary>Starts a worker as far as the budget allows.</summary>
    private Task StartAsync(Action<WorkerProcess> deliver, bool detached = false, bool guardedHeap = false) =>
        _gate.StartAsync(
            guardedHeap ? _startGuarded : _start,
            worker =>
            {
                Register(worker, detached);
                deliver(worker);
            },
            _disposing.Token);

    private void Register(WorkerProcess worker, bool detached)
    {
        if (!detached && _options.Recycling.Calls is { } calls)
        {
            worker.TellAfter(calls, WearOutByCalls);
        }

        long now = _clock.GetTimestamp();
        lock (_lock)
        {
            _failedStarts = 0;
            _all.Add(worker, new PooledWorker(worker, now) { IsDetached = detached, UnusedSince = now });
        }

        _ = BuryAsync(worker);
    }

    private async Task TakeInAsync(WorkerProcess worker)
    {
        bool awaited;
        lock (_lock)
        {
            awaited = _waiters.Count > 0;
        }

        await GetReadyAsync(worker, awaited).ConfigureAwait(false);
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            _starting--;
            TakeInNeedsLock(worker);
            ServeNeedsLock();
        }
    }

    /// <summary>A worker that was started is idle, or ends since it came too late.</summary>
    private void TakeInNeedsLock(WorkerProcess worker)
    {
        if (_disposed)
        {
            EndNeedsLock(worker);
        }
        else if (worker.IsFit)
        {
            _idle.Add(worker);
        }
    }

    /// <summary>A start failed for good. The call for whose sake it was made is told, unless a worker that there is may still serve it; the others wait
    /// for the next start, after a pause. So a start that fails fast does not empty the queue, and nobody waits longer than the time of a start for nothing.</summary>
    private void StartFailed(Exception failure, Waiter? sake)
    {
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            _starting--;
            PauseStartsNeedsLock(failure);
            if (_busy + _idle.Count + _starting == 0)
            {
                TellNeedsLock(failure, sake ?? _waiters.First?.Value);
            }

            ServeNeedsLock();
        }
    }

    private void PauseStartsNeedsLock(Exception failure)
    {
        _allFailedStarts++;
        double doubled = s_firstPause.TotalSeconds * Math.Pow(2, Math.Min(_failedStarts++, 10));
        TimeSpan pause = (failure as WorkerUnavailableException)?.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(doubled, s_longestPause.TotalSeconds));
        _pausedUntil = _clock.GetTimestamp() + (long)(pause.TotalSeconds * _clock.TimestampFrequency);
    }

    private void TellNeedsLock(Exception failure, Waiter? first)
    {
        long now = _clock.GetTimestamp();
        for (LinkedListNode<Waiter>? node = _waiters.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value == first || _clock.GetElapsedTime(node.Value.Since, now) >= _options.StartTimeout)
            {
                _waiters.Remove(node);
                node.Value.TrySetException(failure);
            }
        }
    }
}
