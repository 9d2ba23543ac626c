// What the deadline watcher asks of a worker.
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    /// <summary>Kills the worker if its call is overdue. Called by the deadline watcher.</summary>
    /// <returns>Whether there is a deadline to come.</returns>
    public bool CheckDeadline(long now)
    {
        long deadline = Volatile.Read(ref _deadline);
        if (deadline == 0 || now < deadline)
        {
            return deadline != 0;
        }

        lock (_lock)
        {
            if (Volatile.Read(ref _deadline) != deadline || _state != WorkerState.Busy)
            {
                return HasDeadline;
            }

            // The call is over and its answer is late, on a host with no thread to spare: one more second, once, whatever the worker may note.
            (ulong sequence, RecorderStage stage) = _parts.Segment.ReadRecorder();
            if (sequence == _sequence && stage == RecorderStage.Done && _extended != sequence)
            {
                _extended = sequence;
                Volatile.Write(ref _deadline, now + (long)(_clock.TimestampFrequency * 1.0));
                return true;
            }

            _state = WorkerState.Ending;
            _killedBecause = KillReason.Timeout;
            Volatile.Write(ref _deadline, 0);
        }

        _parts.Process.Kill();
        return false;
    }

    /// <summary>Gives the call on board the time for which the host itself did not run.</summary>
    public bool ShiftDeadline(TimeSpan pause)
    {
        lock (_lock)
        {
            if (_deadline != 0)
            {
                Volatile.Write(ref _deadline, _deadline + (long)(pause.TotalSeconds * _clock.TimestampFrequency));
            }

            return _deadline != 0;
        }
    }
}
