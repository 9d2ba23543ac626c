// One worker, from its handshake to its death: carries one call at a time, knows which, and settles it exactly once.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private static readonly TimeSpan s_exitAfterPipeEnd = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly WorkerIncarnation _parts;
    private readonly DeadlineWatcher _deadlines;
    private readonly TimeProvider _clock;
    private readonly long _startedAt;
    private readonly Action<WorkerDeath> _died;
    private readonly CallLog _log = new();
    private readonly TaskCompletionSource<WorkerDeath> _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _proven = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _lock.
    private WorkerState _state = WorkerState.Ready;
    private KillReason? _killedBecause;
    private PreparedCall? _call;
    private ulong _sequence;
    private ulong _extended;

    /// <summary>When the call on board must have ended, as a timestamp; 0 for never.</summary>
    private long _deadline;

    /// <param name="parts">What has shaken hands.</param>
    /// <param name="deadlines">Watches the deadlines of its calls.</param>
    /// <param name="died">Called once, at its death, before anybody else knows of it. Must not throw.</param>
    public WorkerProcess(WorkerIncarnation parts, DeadlineWatcher deadlines, TimeProvider clock, Action<WorkerDeath> died)
    {
        _died = died;
        _parts = parts;
        _deadlines = deadlines;
        _clock = clock;
        _startedAt = clock.GetTimestamp();

        _sequence = parts.Segment.FirstSequence;
        parts.Connection.Violated = () => Kill(KillReason.ProtocolViolation);
        _deadlines.Add(this);
        _ = WatchAsync();
    }

    public int Generation => _parts.Generation;

    public int ProcessId => _parts.Process.Id;

    /// <summary>The address of <c>dlsym</c> in this worker.</summary>
    public ulong SymbolLookup => _parts.SymbolLookup;

    /// <summary>Where the segment is in the worker.</summary>
    public ulong SegmentAddress => _parts.SegmentAddress;

    /// <summary>What is loaded and resolved in this worker.</summary>
    public WorkerBindings Bindings { get; } = new();

    /// <summary>Completes when the worker is gone.</summary>
    public Task<WorkerDeath> Death => _death.Task;

    /// <summary>Completes with true when a first user call has ended without a death, with false at a death before that.</summary>
    public Task<bool> Proven => _proven.Task;

    public bool HasDeadline => Volatile.Read(ref _deadline) != 0;

    public bool IsReady
    {
        get
        {
            lock (_lock)
            {
                return _state == WorkerState.Ready;
            }
        }
    }

    /// <summary>Whether it is ready and has run no call yet.</summary>
    public bool IsPristine
    {
        get
        {
            lock (_lock)
            {
                return _state == WorkerState.Ready && _log.Count == 0;
            }
        }
    }

    /// <summary>Carries a call, and says how it ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="address">The function's address in this worker.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <exception cref="WorkerNotEnteredException">The worker ended before the call got into native code: it can be made in another.</exception>
    /// <exception cref="CallFailedException">The worker ended with the call on board.</exception>
    public async Task<LaneReply> CallAsync(PreparedCall call, ulong address, TimeSpan timeout)
    {
        ulong sequence = Begin(call, timeout);
        try
        {
            Images.CallImageWriter.Address(call.Image, address, sequence);
            LaneReply reply = await _parts.Connection.Lane.CarryAsync(call, sequence).ConfigureAwait(false);
            call.Check(reply);
            if (PreparedCall.EndedItsThread(reply))
            {
                // With the call still on board, so that the report names it.
                Kill(KillReason.ThreadExited);
                throw CallSettlement.FromDeath(await _death.Task.ConfigureAwait(false), call, timeout);
            }

            End(call);
            return reply;
        }
        catch (LaneBrokenException e)
        {
            WorkerDeath death = await EndingAsync(e).ConfigureAwait(false);
            throw CallSettlement.FromDeath(death, call, timeout);
        }
    }

    /// <summary>Whether an address is in the worker's memory.</summary>
    public bool IsMapped(ulong address) => WorkerMemory.IsMapped(ProcessId, address);

    /// <summary>Ends the worker. The first reason counts.</summary>
    public void Kill(KillReason reason)
    {
        lock (_lock)
        {
            if (_state >= WorkerState.Ending)
            {
                return;
            }

            _state = WorkerState.Ending;
            _killedBecause = reason;
        }

        _parts.Process.Kill();
    }

    /// <summary>Ends a worker that is not needed any more: asks, waits, kills. Never throws.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        bool ask;
        lock (_lock)
        {
            ask = _state == WorkerState.Ready;
            _killedBecause ??= ask ? KillReason.Shutdown : null;
            _state = ask ? WorkerState.Ending : _state;
        }

        if (ask)
        {
            // Its answer may get lost as it goes: what counts is that it goes.
            _parts.Connection.Control.ShutdownAsync().Observe();
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

    private ulong Begin(PreparedCall call, TimeSpan timeout)
    {
        ulong sequence;
        lock (_lock)
        {
            if (_state != WorkerState.Ready)
            {
                throw new WorkerNotEnteredException(_death.Task.IsCompletedSuccessfully ? _death.Task.Result.Report : null);
            }

            _state = WorkerState.Busy;
            _call = call;
            sequence = ++_sequence;
            long deadline = timeout == Timeout.InfiniteTimeSpan ? 0 : _clock.GetTimestamp() + (long)(timeout.TotalSeconds * _clock.TimestampFrequency);
            Volatile.Write(ref _deadline, deadline);
        }

        if (HasDeadline)
        {
            _deadlines.Wake();
        }

        return sequence;
    }

    private void End(PreparedCall call)
    {
        lock (_lock)
        {
            Volatile.Write(ref _deadline, 0);
            _log.Add(call.Function);
            _call = null;
            if (_state != WorkerState.Busy)
            {
                // It was killed while its answer arrived. The answer counts; the worker is on its way out.
                return;
            }

            _state = WorkerState.Ready;
        }

        if (!call.Function.IsInternal)
        {
            _proven.TrySetResult(true);
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
            return await _death.Task.WaitAsync(s_exitAfterPipeEnd, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill(KillReason.PipeClosed);
            return await _death.Task.ConfigureAwait(false);
        }
    }

    private async Task WatchAsync()
    {
        Task<ProcessExit> exited = _parts.Process.Exited;
        await Task.WhenAny(exited, _parts.Connection.Ended).ConfigureAwait(false);
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
        WorkerDeath death;
        lock (_lock)
        {
            _state = WorkerState.Dead;
            Volatile.Write(ref _deadline, 0);
            death = DeathDescription.Of(_parts, exit, _call, _sequence, _log, _killedBecause, _clock.GetElapsedTime(_startedAt), _clock.GetUtcNow());
        }

        _deadlines.Remove(this);
        _parts.Segment.Dispose();

        // Before anybody can ask for a replacement: this may be the death that spends the budget.
        _died(death);
        _proven.TrySetResult(false);
        _death.SetResult(death);
        await _parts.Connection.DisposeAsync().ConfigureAwait(false);
    }
}
