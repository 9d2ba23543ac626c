// What a pool knows of a worker, and asks of it off the path of calls.
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private volatile bool _isRetired;

    /// <summary>Another has taken its place, or nobody needs it: it ends with the call on board, if there is one.</summary>
    public bool IsRetired => _isRetired;

    /// <summary>Whether it may be handed out.</summary>
    public bool IsFit => State.IsReady && !_isRetired;

    /// <summary>Calls that ended, loading and resolving not counted.</summary>
    public long CallCount => _log.Count;

    /// <summary>Whether its death is nobody's but its owner's: it is not replaced, and does not count against the restart budget.</summary>
    public bool IsApart { get; set; }

    /// <summary>Whether the process is stopped, as by SIGSTOP.</summary>
    public bool IsStopped => _parts.Process.IsStopped;

    /// <summary>Whether a call is on board that the worker has not taken up.</summary>
    public bool IsHeldUp
    {
        get
        {
            WorkerState state = State;
            (ulong sequence, RecorderStage stage) = _parts.Segment.ReadRecorder();
            return state is { IsBusy: true, IsEnding: false } && sequence == state.Sequence - 1 && stage == RecorderStage.Done && state.Equals(State);
        }
    }

    public void Retire() => _isRetired = true;

    /// <summary>Has somebody told, once, on the thread that ends it, that a call was the last of so many. Before the worker is handed out.</summary>
    public void TellAfter(long calls, Action<WorkerProcess> done) => _log.TellAfter(calls, () => done(this));
}
