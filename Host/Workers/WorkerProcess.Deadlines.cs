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

    /// <summary>Whether a call is on board that may not take for ever, or a death is told that has to come.</summary>
    public bool HasDeadline => (State is { IsBusy: true, IsEnding: false } && _timeout != Timeout.InfiniteTimeSpan) || State.IsDying;

    /// <summary>Kills the worker if its call is overdue. Called by the deadline watcher.</summary>
    /// <returns>Whether there is a deadline to come.</returns>
    public bool CheckDeadline(long now)
    {
        WorkerState state = State;
        TimeSpan timeout = _timeout;
        Interlocked.MemoryBarrier();
        if (!state.Equals(State))
        {
            // Another call by now, so the time that was read may be that one's.
            return true;
        }

        if (state.IsDying)
        {
            return CheckKnell(now);
        }

        if (!state.IsBusy || state.IsEnding || timeout == Timeout.InfiniteTimeSpan)
        {
            return false;
        }

        if (_watched != state.Sequence)
        {
            _watched = state.Sequence;
            _due = now + (long)(timeout.TotalSeconds * _clock.TimestampFrequency);
            _extended = false;
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
            _parts.Process.Kill();
        }

        return false;
    }

    /// <summary>Gives the call on board the time for which the host itself did not run.</summary>
    /// <returns>Whether there is a deadline to come.</returns>
    public bool ShiftDeadline(TimeSpan pause)
    {
        long ticks = (long)(pause.TotalSeconds * _clock.TimestampFrequency);
        _due += ticks;
        _knellDue += _knellDue == 0 ? 0 : ticks;
        return HasDeadline;
    }
}
