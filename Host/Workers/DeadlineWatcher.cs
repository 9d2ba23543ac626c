// One timer for the deadlines of all workers of a host: no timer is started for a call. It ticks while there are deadlines.
using System.Collections.Concurrent;

namespace FfiIsolation.Workers;

internal sealed class DeadlineWatcher : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    /// <summary>A pause this long between two ticks was not the workers': the host was stopped, in a debugger or asleep.</summary>
    private static readonly TimeSpan s_overslept = TimeSpan.FromSeconds(2);

    private const int IdleTicksBeforePause = 100;

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<WorkerProcess, byte> _workers = new();
    private int _ticking;
    private int _idleTicks;
    private long _lastTick;

    public DeadlineWatcher(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(WorkerProcess worker) => _workers.TryAdd(worker, 0);

    public void Remove(WorkerProcess worker) => _workers.TryRemove(worker, out _);

    /// <summary>Called by a worker after it has set its deadline.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _ticking) == 0 && Interlocked.Exchange(ref _ticking, 1) == 0)
        {
            Volatile.Write(ref _lastTick, _clock.GetTimestamp());
            _timer.Change(s_tick, s_tick);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        long now = _clock.GetTimestamp();
        TimeSpan pause = _clock.GetElapsedTime(Interlocked.Exchange(ref _lastTick, now), now);
        bool overslept = pause > s_overslept;
        bool armed = false;
        foreach ((WorkerProcess worker, _) in _workers)
        {
            armed |= overslept ? worker.ShiftDeadline(pause) : worker.CheckDeadline(now);
        }

        _idleTicks = armed ? 0 : _idleTicks + 1;
        if (_idleTicks > IdleTicksBeforePause)
        {
            Pause();
        }
    }

    private void Pause()
    {
        _idleTicks = 0;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _ticking, 0);

        // A deadline set while the timer was being stopped saw it ticking still.
        Interlocked.MemoryBarrier();
        if (_workers.Keys.Any(worker => worker.HasDeadline))
        {
            Wake();
        }
    }
}
