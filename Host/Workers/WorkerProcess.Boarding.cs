// How a call comes on board of a worker that its caller has, and how it goes.
using System.Runtime.ExceptionServices;
using FfiIsolation.Calls;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private ulong Begin(PreparedCall call, TimeSpan timeout)
    {
        WorkerState ready = State;
        WorkerState busy = ready.NextCall();
        if (ready.IsReady)
        {
            _call = call;
            _timeout = timeout;
            Volatile.Write(ref _published, busy.Sequence);
        }

        if (!ready.IsReady || !TryChange(ready, busy))
        {
            throw new WorkerNotEnteredException(KnownDeath?.Report);
        }

        _callbacks?.Begin(0, call);
        HeapCalls?.Begin(busy.Sequence, call.Function);
        if (timeout != Timeout.InfiniteTimeSpan || _slowCalls is not null)
        {
            _deadlines.Wake();
        }

        return busy.Sequence;
    }

    /// <returns>What a callback threw.</returns>
    private ExceptionDispatchInfo? End(PreparedCall call)
    {
        ExceptionDispatchInfo? thrown = _callbacks?.End(0, call);
        NoteRun(call);
        if (Leave().IsGone)
        {
            LetGo(call);
        }

        return thrown;
    }

    private void NoteRun(PreparedCall call)
    {
        call.HasRun = true;
        LogEnd(call);
        if (!_isProven && !call.Function.IsInternal && State.Reason is null)
        {
            _isProven = true;
            _proven.TrySetResult(true);
        }
    }

    /// <summary>It died while its answer arrived. The answer counts; but the death had a call on board, and whoever describes it may be looking at that call.</summary>
    private void LetGo(PreparedCall call)
    {
        call.Hold();
        _parts.Link.Release();
    }

    /// <summary>The call on board goes. From here on the worker may be another's.</summary>
    /// <returns>The state without it.</returns>
    private WorkerState Leave()
    {
        WorkerState state, left;
        do
        {
            state = State;
            left = state.WithoutCall();
        }
        while (!TryChange(state, left));

        return left;
    }

    private bool TryChange(WorkerState from, WorkerState to) => Interlocked.CompareExchange(ref _state, to.Word, from.Word) == from.Word;
}
