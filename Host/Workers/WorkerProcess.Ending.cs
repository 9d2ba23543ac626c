// How a worker ends: killed, asked to, or by itself; and what becomes of the call on board.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.Supervision;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private static readonly TimeSpan s_exitAfterPipeEnd = TimeSpan.FromMilliseconds(500);

    /// <summary>A guard rings when it has recorded a death, and before the kernel has taken the process down. What rings and lives on lies.</summary>
    private static readonly TimeSpan s_exitAfterDeathKnell = TimeSpan.FromSeconds(2);

    /// <summary>Ends the worker. The first reason counts.</summary>
    public void Kill(KillReason reason)
    {
        WorkerState state;
        do
        {
            state = State;
            if (state.IsEnding)
            {
                return;
            }
        }
        while (!TryChange(state, state.Ended(reason)));

        _parts.Process.Kill();
    }

    /// <summary>Asks a batch to stop after the row that runs. Never throws: a worker that is gone has stopped.</summary>
    public void StopBatch(uint number)
    {
        try
        {
            _parts.Segment.StopBatch(number);
        }
        catch (IOException)
        {
            // Its descriptor is closed.
        }
    }

    /// <summary>Ends a worker that is not needed any more: asks, waits, kills. Never throws.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        WorkerState state = State;
        if (state.IsReady && TryChange(state, state.Ended(KillReason.Shutdown)))
        {
            _parts.Link.RequestStop();
            try
            {
                await _death.Task.WaitAsync(patience, _clock).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                _parts.Process.Kill();
            }
        }
        else
        {
            Kill(KillReason.Disposed);
        }

        await _death.Task.ConfigureAwait(false);
    }

    private void LogEnd(PreparedCall call)
    {
        if (call.Many is { } many)
        {
            many.AddTo(_log);
        }
        else
        {
            _log.Add(call.Function);
        }
    }

    /// <summary>Waits for the death that a broken lane announces.</summary>
    private async Task<WorkerDeath> EndingAsync(LaneBrokenException broken)
    {
        if (broken.IsViolation)
        {
            Kill(KillReason.ProtocolViolation);
        }

        try
        {
            // The process may still be dying, or may have closed its pipe and go on.
            return await _death.Task.WaitAsync(broken.IsKnell ? s_exitAfterDeathKnell : s_exitAfterPipeEnd, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill(broken.IsKnell ? KillReason.ProtocolViolation : KillReason.PipeClosed);
            return await _death.Task.ConfigureAwait(false);
        }
    }

    /// <summary>The same for a caller that waits on its own thread, by the real clock: nothing but the death is between it and its exception.</summary>
    private WorkerDeath Ending(LaneBrokenException broken)
    {
        if (broken.IsViolation)
        {
            Kill(KillReason.ProtocolViolation);
        }

        if (!_death.Task.Wait(broken.IsKnell ? s_exitAfterDeathKnell : s_exitAfterPipeEnd))
        {
            Kill(broken.IsKnell ? KillReason.ProtocolViolation : KillReason.PipeClosed);
        }

        return _death.Task.GetAwaiter().GetResult();
    }

    private async Task WatchAsync()
    {
        Task<ProcessExit> exited = _parts.Process.Exited;
        await Task.WhenAny(exited, _parts.Link.Ended).ConfigureAwait(false);
        if (!exited.IsCompleted)
        {
            // The pipe ended first. A call on board sees it too; this is for a worker that was idle.
            try
            {
                await exited.WaitAsync(s_exitAfterPipeEnd, _clock).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Kill(KillReason.PipeClosed);
            }
        }

        ProcessExit exit = await exited.ConfigureAwait(false);
        _parts.Link.ProcessGone();
        WorkerState last = Die();
        if (!last.IsBusy)
        {
            // Nobody is in a call, nor comes into one. Otherwise whoever is in it releases the memory on the way out.
            _parts.Link.Release();
        }

        WorkerDeath death = Describe(exit, last, last.IsBusy ? CallOnBoard(last.Sequence) : null) with { IsApart = IsApart };

        // Delegates that run learn of it, once the report has noted that they do.
        _callbacks?.Abort();
        _deadlines.Remove(this);
        _parts.Segment.Dispose();
        TellDeath(death);
        _proven.TrySetResult(false);
        _death.SetResult(death);
        await _parts.Link.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Before anybody can ask for a replacement: this may be the death that spends the budget, or opens a circuit.</summary>
    private void TellDeath(WorkerDeath death)
    {
        try
        {
            _died(death);
        }
        catch (Exception)
        {
            // Somebody waits for this death. That it could not be counted (an application's TimeProvider that throws) must not be the loss of a call's outcome.
        }
    }

    private WorkerDeath Describe(ProcessExit exit, WorkerState last, PreparedCall? call)
    {
        try
        {
            return DeathDescription.Of(
                _parts, exit, call, call is null ? null : _callbacks, last.Sequence, _log, last.Reason, _clock.GetElapsedTime(_startedAt), _clock.GetUtcNow(), _hang);
        }
        catch (Exception) when (call is not null)
        {
            // A call whose arguments cannot be described any more is a death all the same, and somebody waits for it.
            return Describe(exit, last, null) with { Entered = true };
        }
    }

    /// <returns>What the worker was when it died.</returns>
    private WorkerState Die()
    {
        WorkerState state;
        do
        {
            state = State;
        }
        while (!TryChange(state, state.Gone()));

        return state;
    }
}
