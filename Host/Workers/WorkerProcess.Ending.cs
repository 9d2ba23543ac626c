// How a worker ends: killed, asked to, or by itself; and what becomes of the call on board.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;
using System.Diagnostics;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private static readonly TimeSpan s_exitAfterPipeEnd = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a process may live that has told its own death.</summary>
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
            if (!await EndsWithinAsync(_death.Task, patience).ConfigureAwait(false))
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

        // The process may still be dying, or may have closed its pipe and go on.
        if (!await EndsWithinAsync(_death.Task, broken.IsKnell ? s_exitAfterDeathKnell : s_exitAfterPipeEnd).ConfigureAwait(false))
        {
            Kill(broken.IsKnell ? KillReason.ProtocolViolation : KillReason.PipeClosed);
        }

        return await _death.Task.ConfigureAwait(false);
    }

    /// <summary>The same for a caller that waits on its own thread, by the real clock: nothing but the death is between it and its exception.</summary>
    private WorkerDeath Ending(LaneBrokenException broken)
    {
        if (broken.IsViolation)
        {
            Kill(KillReason.ProtocolViolation);
        }

        if (!_death.Task.WaitStubbornly(broken.IsKnell ? s_exitAfterDeathKnell : s_exitAfterPipeEnd))
        {
            Kill(broken.IsKnell ? KillReason.ProtocolViolation : KillReason.PipeClosed);
        }

        return AwaitDeath();
    }

    /// <summary>Waits for the end of a worker that was killed.</summary>
    private WorkerDeath AwaitDeath()
    {
        _death.Task.WaitStubbornly(Timeout.InfiniteTimeSpan);
        return _death.Task.Result;
    }

    /// <summary>The thread of a call's caller was interrupted: nobody waits for the call any more, whose worker ends with it on board.</summary>
    private void AbandonOnBoard(PreparedCall call)
    {
        call.Hold();
        Kill(KillReason.Cancelled);
        AwaitDeath();
        _parts.Link.Release();
        _callbacks?.End(0, call);
    }

    private async Task WatchAsync()
    {
        Task<ProcessExit> exited = _parts.Process.Exited;
        await Task.WhenAny(exited, _parts.Link.Ended).ConfigureAwait(false);
        if (!await EndsWithinAsync(exited, s_exitAfterPipeEnd).ConfigureAwait(false))
        {
            // The pipe ended first. A call on board sees it too; this is for a worker that was idle.
            Kill(KillReason.PipeClosed);
        }

        ProcessExit exit = await exited.ConfigureAwait(false);
        _parts.Link.ProcessGone();
        WorkerState last = Die();
        if (!last.IsBusy)
        {
            // Nobody is in a call, nor comes into one. Otherwise whoever is in it releases the memory on the way out.
            _parts.Link.Release();
        }

        WorkerDeath death = last.IsTold ? _told! : Describe(exit, last, last.IsBusy ? CallOnBoard(last.Sequence) : null) with { IsApart = IsApart, Earlier = _log.Functions };
        if (last.IsTold)
        {
            // While the segment is there to be read.
            _pending!.Join();
        }

        // Delegates that run learn of it, once the report has noted that they do.
        _callbacks?.Abort();
        _deadlines.Remove(this);
        _parts.Segment.Dispose();

        Count(death);
        if (last.IsTold)
        {
            _pending!.Announce();
        }

        _proven.TrySetResult(false);
        _death.SetResult(death);
        await _parts.Link.DisposeAsync().ConfigureAwait(false);
    }

    private WorkerDeath Describe(ProcessExit exit, WorkerState last, PreparedCall? call)
    {
        try
        {
            return DeathDescription.Of(_parts, Books(last.Reason, withCall: call is not null), exit, call, call is null ? null : _callbacks, last.Sequence);
        }
        catch (Exception) when (call is not null)
        {
            // A call whose arguments cannot be described any more is a death all the same, and somebody waits for it.
            return Describe(exit, last, null) with { Entered = true };
        }
    }

    /// <summary>What the host knows of a death by itself; without the call on board.</summary>
    private DeathFacts Books(KillReason? reason, bool withCall)
    {
        (DateTimeOffset now, TimeSpan uptime) = Times();
        return new DeathFacts
        {
            LastCalls = _log.Last,
            ProcessId = ProcessId,
            Generation = Generation,
            Uptime = uptime,
            CallCount = _log.Count + (withCall ? 1 : 0),
            Time = now,
            KillReason = reason,
            Hang = _hang,
            WorkerPath = _parts.Path,
            HeapCalls = HeapCalls,
            Clock = _clock,
            Rented = Volatile.Read(ref _arena)?.Blocks() ?? [],
            Lent = Volatile.Read(ref _lent)?.Blocks(_parts.SegmentAddress + SegmentLayout.WindowOffset) ?? [],
        };
    }

    /// <returns>When it is, and how long the worker has lived, by the host's clock; by the machine's where an application's TimeProvider throws: somebody waits for this death.</returns>
    private (DateTimeOffset Now, TimeSpan Uptime) Times()
    {
        try
        {
            return (_clock.GetUtcNow(), _clock.GetElapsedTime(_startedAt));
        }
        catch (Exception)
        {
            return (TimeProvider.System.GetUtcNow(), Stopwatch.GetElapsedTime(_startedAtByMachine));
        }
    }

    /// <summary>Waits so long by the host's clock; by the machine's where an application's TimeProvider throws.</summary>
    /// <param name="end">What never fails.</param>
    private async Task<bool> EndsWithinAsync(Task end, TimeSpan time)
    {
        Task within;
        try
        {
            within = end.WaitAsync(time, _clock);
        }
        catch (Exception)
        {
            within = end.WaitAsync(time);
        }

        try
        {
            await within.ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
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
