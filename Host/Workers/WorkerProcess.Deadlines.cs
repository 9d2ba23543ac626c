// What the deadline watcher asks of a worker. A call sets nothing but how long it may take: its time counts from the first tick that sees it, so
// that no call reads a clock, and one that began while the watcher was late is not ended early.
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    // Used by the watcher's thread alone: the call that it watches, when that must have ended, and whether it had one more second.
    private ulong _watched;
    private long _due;
    private bool _extended;

    // Likewise: when it was first seen, and when it counts as slow.
    private long _seen;
    private long _slowAt;

    /// <summary>Whether a call is on board that may not take for ever or that becomes slow, or has not said yet how long it may take.</summary>
    public bool HasDeadline =>
        State is { IsBusy: true, IsEnding: false } state && (Volatile.Read(ref _published) != state.Sequence || _timeout != Timeout.InfiniteTimeSpan || _slowCalls is not null);

    /// <summary>Ends the worker if its call is overdue. Called by the deadline watcher.</summary>
    /// <returns>Whether there is a deadline to come.</returns>
    public bool CheckDeadline(long now)
    {
        WorkerState state = State;
        if (Volatile.Read(ref _killAt) is var killAt and not 0)
        {
            if (now >= killAt)
            {
                KillNow();
            }

            return true;
        }

        ulong published = Volatile.Read(ref _published);
        TimeSpan timeout = _timeout;
        Interlocked.MemoryBarrier();
        if (!state.Equals(State))
        {
            // Another call by now, so the time that was read may be that one's.
            return true;
        }

        if (!state.IsBusy || state.IsEnding)
        {
            return false;
        }

        if (published != state.Sequence)
        {
            // It came aboard a moment ago, and the time that was read is that of the one before.
            return true;
        }

        if (timeout == Timeout.InfiniteTimeSpan && _slowCalls is null)
        {
            return false;
        }

        if (_watched != state.Sequence)
        {
            _watched = state.Sequence;
            _seen = now;
            _due = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : now + Ticks(timeout);
            _slowAt = _slowCalls is { } slow ? now + Ticks(slow.Threshold) : long.MaxValue;
            _extended = false;
            return true;
        }

        if (now >= _slowAt && now < _due)
        {
            _slowAt = long.MaxValue;
            LookAtSlow(state, _clock.GetElapsedTime(_seen, now));
            return true;
        }

        if (now < _due)
        {
            return true;
        }

        // The call is over and its answer is late, on a host with no thread to spare: one more second, once, whatever the worker may note.
        (ulong sequence, RecorderStage stage) = _parts.Segment.ReadRecorder();
        if (sequence == state.Sequence && stage == RecorderStage.Done && !_extended)
        {
            _extended = true;
            _due = now + _clock.TimestampFrequency;
            return true;
        }

        if (TryChange(state, state.Ended(KillReason.Timeout)))
        {
            LookAndKill();
            return true;
        }

        return false;
    }

    /// <summary>Gives the call on board the time for which the host itself did not run.</summary>
    /// <returns>Whether there is a deadline to come.</returns>
    public bool ShiftDeadline(TimeSpan pause)
    {
        long ticks = Ticks(pause);
        _due = Later(_due, ticks);
        _slowAt = Later(_slowAt, ticks);
        _seen += ticks;
        return NeedsTicks;
    }

    private static long Later(long time, long ticks) => time == long.MaxValue ? time : time + ticks;

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
