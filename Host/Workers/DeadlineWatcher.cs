// One thread for the deadlines of all workers of a host: no timer is started for a call, and a host whose pool threads all wait for calls
// still notices that they are overdue. It ticks while there are deadlines and sleeps otherwise.
namespace FfiIsolation.Workers;

internal sealed class DeadlineWatcher : IDisposable
{
    private const int TickMilliseconds = 10;
    private const int IdleTicksBeforeSleep = 100;

    /// <summary>A pause this long between two ticks was not the workers': the host was stopped, or in a debugger.</summary>
    private static readonly TimeSpan s_overslept = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private volatile WorkerProcess[] _workers = []; // replaced under the lock, and looked at a hundred times a second without one
    private volatile bool _disposed;
    private int _ticking;

    public DeadlineWatcher(TimeProvider clock)
    {
        _clock = clock;
        new Thread(Run) { IsBackground = true, Name = "FfiIsolation deadlines" }.Start();
    }

    public void Add(WorkerProcess worker)
    {
        lock (_lock)
        {
            _workers = [.. _workers, worker];
        }
    }

    public void Remove(WorkerProcess worker)
    {
        lock (_lock)
        {
            _workers = Array.FindAll(_workers, other => other != worker);
        }
    }

    /// <summary>Called by a worker after it has set its deadline.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _ticking) == 0 && Interlocked.Exchange(ref _ticking, 1) == 0)
        {
            _wake.Set();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _wake.Set();
    }

    private void Run()
    {
        while (!_disposed)
        {
            _wake.WaitOne();
            try
            {
                TickUntilIdle();
            }
            catch (Exception)
            {
                // An application's TimeProvider that throws must not end the process from this thread; the next call wakes it again.
                Volatile.Write(ref _ticking, 0);
            }
        }
    }

    private void TickUntilIdle()
    {
        long last = _clock.GetTimestamp();
        for (int idle = 0; idle < IdleTicksBeforeSleep && !_disposed;)
        {
            _wake.WaitOne(TickMilliseconds);
            long now = _clock.GetTimestamp();
            idle = Check(now, _clock.GetElapsedTime(last, now)) ? 0 : idle + 1;
            last = now;
        }

        Volatile.Write(ref _ticking, 0);

        // A deadline that was set while the last tick went by saw the watcher awake still.
        Interlocked.MemoryBarrier();
        if (Array.Exists(_workers, static worker => worker.NeedsTicks))
        {
            Wake();
        }
    }

    /// <returns>Whether there are deadlines to come.</returns>
    private bool Check(long now, TimeSpan sinceLast)
    {
        bool armed = false;
        foreach (WorkerProcess worker in _workers)
        {
            armed |= sinceLast > s_overslept ? worker.ShiftDeadline(sinceLast) : worker.CheckDeadline(now);
        }

        return armed;
    }
}
