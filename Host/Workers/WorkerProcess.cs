// One worker, from its handshake to its death: carries one call at a time, knows which, and settles it exactly once.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;

namespace FfiIsolation.Workers;

internal sealed class WorkerProcess
{
    private const int RememberedCalls = 8;
    private static readonly TimeSpan s_exitAfterPipeEnd = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly ChildProcess _process;
    private readonly HostSegment _segment;
    private readonly RpcConnection _connection;
    private readonly DeadlineWatcher _deadlines;
    private readonly TimeProvider _clock;
    private readonly long _startedAt;
    private readonly string _path;
    private readonly Action<WorkerDeath> _died;
    private readonly Queue<string> _lastCalls = new(RememberedCalls);
    private readonly TaskCompletionSource<WorkerDeath> _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _proven = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _lock.
    private WorkerState _state = WorkerState.Ready;
    private KillReason? _killedBecause;
    private PreparedCall? _call;
    private ulong _sequence;
    private ulong _extended;
    private long _calls;

    /// <summary>When the call on board must have ended, as a timestamp; 0 for never.</summary>
    private long _deadline;

    /// <param name="parts">What has shaken hands.</param>
    /// <param name="deadlines">Watches the deadlines of its calls.</param>
    /// <param name="died">Called once, at its death, before anybody else knows of it. Must not throw.</param>
    public WorkerProcess(WorkerIncarnation parts, DeadlineWatcher deadlines, TimeProvider clock, Action<WorkerDeath> died)
    {
        _died = died;
        (Generation, _path, _process, _segment, _connection, SegmentAddress, SymbolLookup) = parts;
        _deadlines = deadlines;
        _clock = clock;
        _startedAt = clock.GetTimestamp();

        _sequence = _segment.FirstSequence;
        Bindings = new WorkerBindings();
        _connection.Violated = () => Kill(KillReason.ProtocolViolation);
        _deadlines.Add(this);
        _ = WatchAsync();
    }

    public int Generation { get; }

    public int ProcessId => _process.Id;

    public ulong SegmentAddress { get; }

    /// <summary>The address of <c>dlsym</c> in this worker.</summary>
    public ulong SymbolLookup { get; }

    /// <summary>What is loaded and resolved in this worker.</summary>
    public WorkerBindings Bindings { get; }

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
            LaneReply reply = await _connection.Lane.CarryAsync(call, sequence).ConfigureAwait(false);
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

    /// <summary>Whether an address is in the worker's memory. Slow: reads the kernel's list of mappings.</summary>
    public bool IsMapped(ulong address)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{ProcessId}/maps"))
            {
                string[] bounds = line.Split(' ', 2)[0].Split('-');
                if (address >= Convert.ToUInt64(bounds[0], 16) && address < Convert.ToUInt64(bounds[1], 16))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The worker is gone meanwhile, or has made itself unreadable; nobody can tell any more.
        }

        return false;
    }

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

        _process.Kill();
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
            _connection.Control.ShutdownAsync().Observe();
            try
            {
                await _death.Task.WaitAsync(patience, _clock).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }
        else
        {
            Kill(KillReason.Disposed);
        }

        await _death.Task.ConfigureAwait(false);
    }

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
            (ulong sequence, RecorderStage stage) = _segment.ReadRecorder();
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

        _process.Kill();
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
            if (!call.Function.IsBinding)
            {
                _calls++;
            }

            // A library that was loaded may have left something running; a symbol that was looked up has not.
            if (!ReferenceEquals(call.Function, Libraries.InternalFunctions.Resolve))
            {
                RememberNeedsLock(call.Function.Prototype.Name);
            }

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

    private void RememberNeedsLock(string name)
    {
        if (_lastCalls.Count == RememberedCalls)
        {
            _lastCalls.Dequeue();
        }

        _lastCalls.Enqueue(name);
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
            Kill(KillReason.ProtocolViolation);
            return await _death.Task.ConfigureAwait(false);
        }
    }

    private async Task WatchAsync()
    {
        Task<ProcessExit> exited = _process.Exited;
        await Task.WhenAny(exited, _connection.Ended).ConfigureAwait(false);
        if (!exited.IsCompleted)
        {
            // The pipe ended first. A call on board sees it too; this is for a worker that was idle.
            try
            {
                await exited.WaitAsync(s_exitAfterPipeEnd, _clock).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Kill(KillReason.ProtocolViolation);
            }
        }

        ProcessExit exit = await exited.ConfigureAwait(false);
        WorkerDeath death;
        lock (_lock)
        {
            _state = WorkerState.Dead;
            Volatile.Write(ref _deadline, 0);
            death = DescribeNeedsLock(exit);
        }

        _deadlines.Remove(this);
        _segment.Dispose();

        // Before anybody can ask for a replacement: this may be the death that spends the budget.
        _died(death);
        _proven.TrySetResult(false);
        _death.SetResult(death);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private WorkerDeath DescribeNeedsLock(ProcessExit exit)
    {
        byte[] snapshot = _segment.Snapshot();
        (ulong sequence, RecorderStage stage) = _segment.ReadRecorder();

        // Not entered is believed on full evidence only: the recorder still holds the call before this one, ended.
        bool entered = _call is not null && !(sequence == _sequence - 1 && stage == RecorderStage.Done);
        bool ended = _call is not null && sequence == _sequence && stage == RecorderStage.Done;
        var facts = new DeathFacts
        {
            Call = _call is null ? null : CallDescription.Of(_call, SegmentAddress),
            CallTarget = _call is null ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(_call.Image),
            CallSequence = _call is null ? 0 : _sequence,
            LastCalls = [.. _lastCalls],
            WaitStatus = exit.WaitStatus,
            MaxResidentBytes = exit.MaxResidentBytes,
            CpuTime = exit.CpuTime,
            Segment = snapshot,
            StandardError = _process.Output.ErrorTail,
            ProcessId = ProcessId,
            Generation = Generation,
            Uptime = _clock.GetElapsedTime(_startedAt),
            CallCount = _calls + (_call is null ? 0 : 1),
            Time = _clock.GetUtcNow(),
            KillReason = _killedBecause,
            WorkerPath = _path,
        };
        return new WorkerDeath(new CrashReport(facts), _killedBecause, _call, entered, ended);
    }
}
