// What a pool does once a second, off the path of calls: it ends workers that nobody needs, replaces those that are worn, and proves that those it
// would hand out are alive.
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class WorkerPool
{
    private static readonly TimeSpan s_upkeepInterval = TimeSpan.FromSeconds(1);

    private readonly ITimer _upkeep;
    private int _isInUpkeep;

    // Guarded by _lock.
    private readonly Queue<PooledWorker> _worn = new();
    private bool _replacing;

    /// <summary>The least that a worker had when it was ready.</summary>
    private long? _readyBytes;

    private void BeginUpkeep()
    {
        // Not twice at a time, should one be late.
        if (Interlocked.Exchange(ref _isInUpkeep, 1) == 0)
        {
            try
            {
                Upkeep();
            }
            catch (Exception)
            {
                // An application's TimeProvider that throws must not end the process from a timer's thread.
            }
            finally
            {
                Volatile.Write(ref _isInUpkeep, 0);
            }
        }
    }

    private void Upkeep()
    {
        PooledWorker[] workers;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            workers = [.. _all.Values.Where(worker => !worker.IsDetached && !worker.Process.IsRetired)];
        }

        foreach (PooledWorker worker in workers)
        {
            // One that is stopped before a call got into it answers nobody. In a call, that is the call's doing, and its deadline's business.
            if (worker.Process.IsStopped && (worker.Process.IsFit || worker.Process.IsHeldUp))
            {
                worker.Process.Kill(KillReason.Stopped);
            }
        }

        (PooledWorker Worker, long? Bytes)[] measured = [.. workers.Select(worker => (worker, Measure(worker.Process)))];
        PooledWorker[] unused;
        long now;
        lock (_lock)
        {
            ReclaimHotNeedsLock();
            now = _clock.GetTimestamp();
            foreach ((PooledWorker worker, long? bytes) in measured)
            {
                NoteUseNeedsLock(worker, now);
                if (WornBy(worker, bytes, now) is { } reason)
                {
                    WearOutNeedsLock(worker, reason);
                }
            }

            unused = EndUnusedNeedsLock(now);
            ReplaceNextNeedsLock();
            ServeNeedsLock();
        }

        foreach (PooledWorker worker in unused)
        {
            _events.Raise(new SupervisionEventArgs(
                SupervisionEventKind.WorkerRetired, $"{worker} was not needed for {_clock.GetElapsedTime(worker.UnusedSince, now).TotalSeconds:0} s and is ended.")
            {
                Generation = worker.Process.Generation,
                ProcessId = worker.Process.ProcessId,
            });
        }
    }

    private long? Measure(WorkerProcess worker) => _options.Recycling.MemoryGrowthBytes is null ? null : WorkerMemory.PrivateBytes(worker.ProcessId);

    /// <summary>Makes a worker ready to be handed out: one that somebody waits for at once, and a spare with what the host knows.</summary>
    private async Task GetReadyAsync(WorkerProcess worker, bool awaited)
    {
        if (!awaited)
        {
            await _prepare(worker).ConfigureAwait(false);
        }

        long? least;
        lock (_lock)
        {
            least = _readyBytes;
        }

        // A call that waits does not wait for this too: what others had tells enough.
        long? bytes = awaited && least is not null ? null : Measure(worker);
        lock (_lock)
        {
            _readyBytes = bytes is null ? _readyBytes : Math.Min(bytes.Value, _readyBytes ?? long.MaxValue);
            if (_all.TryGetValue(worker, out PooledWorker? pooled))
            {
                pooled.ReadyBytes = bytes ?? _readyBytes;
            }
        }
    }

    private static void NoteUseNeedsLock(PooledWorker worker, long now)
    {
        ulong last = worker.Process.CallNumber;
        if (last != worker.LastCall || !worker.Process.IsFit)
        {
            worker.LastCall = last;
            worker.UnusedSince = now;
        }
    }

    private string? WornBy(PooledWorker worker, long? bytes, long now)
    {
        WorkerRecycling limits = _options.Recycling;
        TimeSpan age = _clock.GetElapsedTime(worker.StartedAt, now);
        long grown = bytes - worker.ReadyBytes ?? 0;
        return limits.Calls is { } calls && worker.Process.CallCount >= calls ? AfterCalls(worker.Process)
            : age >= limits.Age ? $"at the age of {age.TotalSeconds:0} s"
            : grown >= limits.MemoryGrowthBytes ? $"since its memory had grown by {grown >> 20:N0} MiB"
            : null;
    }

    private static string AfterCalls(WorkerProcess worker) => $"after {worker.CallCount:N0} calls";

    /// <summary>Called on the thread that ends the worker's last call but so many.</summary>
    private void WearOutByCalls(WorkerProcess worker)
    {
        lock (_lock)
        {
            if (_all.TryGetValue(worker, out PooledWorker? pooled))
            {
                WearOutNeedsLock(pooled, AfterCalls(worker));
                ReplaceNextNeedsLock();
            }
        }
    }

    private void WearOutNeedsLock(PooledWorker worker, string reason)
    {
        if (worker is { Worn: null, IsDetached: false })
        {
            worker.Worn = reason;
            _worn.Enqueue(worker);
        }
    }

    /// <summary>Replaces worn workers one after the other: many that were started together must not be all replaced together.</summary>
    private void ReplaceNextNeedsLock()
    {
        while (!_replacing && !_disposed && !_draining && !IsPausedNeedsLock && _worn.TryDequeue(out PooledWorker? worn))
        {
            if (worn is { IsDetached: false, Process: { IsRetired: false, Death.IsCompleted: false } })
            {
                _replacing = true;
                _tasks.Run(() => ReplaceAsync(worn));
            }
        }
    }

    private async Task ReplaceAsync(PooledWorker worn)
    {
        try
        {
            Task taken = Task.CompletedTask;
            await StartAsync(worker => taken = TakeOverAsync(worker, worn)).ConfigureAwait(false);
            await taken.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // It goes on as it is, and is found worn again once starts are tried again.
            lock (_lock)
            {
                PauseStartsNeedsLock(e);
                worn.Worn = null;
                _replacing = false;
            }
        }
    }

    private async Task TakeOverAsync(WorkerProcess worker, PooledWorker worn)
    {
        await GetReadyAsync(worker, awaited: false).ConfigureAwait(false);
        string? reason = worn.Worn;
        bool replaces;
        lock (_lock)
        {
            _replacing = false;
            worn.Worn = null;
            replaces = worker.IsFit && !worn.IsDetached;
            if (replaces)
            {
                RetireNeedsLock(worn.Process);
            }

            TakeInNeedsLock(worker);
            ReplaceNextNeedsLock();
            ServeNeedsLock();
        }

        if (replaces)
        {
            _events.Raise(new SupervisionEventArgs(SupervisionEventKind.WorkerRecycled, $"{worn} is replaced by worker {worker.Generation} {reason}.")
            {
                Generation = worn.Process.Generation,
                ProcessId = worn.Process.ProcessId,
            });
        }
    }

    /// <summary>Ends workers above the minimum that nobody has needed for long, the one unused longest first.</summary>
    private void RetireNeedsLock(WorkerProcess worn)
    {
        // Before it is taken from where calls find it: whoever gives it back after this sees that it is retired.
        worn.Retire();
        if (_idle.Remove(worn))
        {
            EndNeedsLock(worn);
            return;
        }

        _leaving++;
        MakeColdNeedsLock(worn);
        if (worn.Withdraw())
        {
            // Nobody had it.
            BecomeIdleNeedsLock(worn);
        }
    }

    private PooledWorker[] EndUnusedNeedsLock(long now)
    {
        int above = Math.Max(0, _busy - _leaving + _idle.Count - _options.MinWorkers - _options.Spares);
        PooledWorker[] unused = _options.IdleTimeout == Timeout.InfiniteTimeSpan ? [] :
        [
            .. _idle.Select(worker => _all.GetValueOrDefault(worker)).OfType<PooledWorker>()
                .Where(worker => _clock.GetElapsedTime(worker.UnusedSince, now) >= _options.IdleTimeout).OrderBy(worker => worker.UnusedSince).Take(above),
        ];
        foreach (PooledWorker worker in unused)
        {
            _idle.Remove(worker.Process);
            EndNeedsLock(worker.Process);
        }

        return unused;
    }
}
