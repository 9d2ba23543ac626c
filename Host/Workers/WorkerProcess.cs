// One worker, from its handshake to its death: carries one call at a time, knows which, and settles it exactly once.
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Heaps;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Processes;
using FfiIsolation.Renting;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;
using System.Diagnostics;
using FfiIsolation.WrongPrototypes;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    private readonly WorkerIncarnation _parts;
    private readonly ICallLane _lane;
    private readonly DeadlineWatcher _deadlines;
    private readonly TimeProvider _clock;
    private readonly long _startedAt;
    private readonly long _startedAtByMachine = Stopwatch.GetTimestamp();
    private readonly Action<WorkerDeath> _died;
    private readonly SlowCallWatch? _slowCalls;
    private readonly CallLog _log = new();
    private readonly TaskCompletionSource<WorkerDeath> _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _proven = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A <see cref="WorkerState"/>.</summary>
    private ulong _state;

    // Written by whoever has the worker; of meaning while the state says that the call of the published number is on board.
    private PreparedCall? _call;
    private TimeSpan _timeout;
    private ulong _published;
    private bool _isProven;
    private int _refusalsTaken;

    /// <summary>What was lent to calls and taken back; null as long as nothing was.</summary>
    private LentStorage? _lent;

    /// <summary>What its session rents from; null as long as nothing was rented.</summary>
    private RentedArena? _arena;

    /// <param name="parts">What has shaken hands.</param>
    /// <param name="deadlines">Watches the deadlines of its calls.</param>
    /// <param name="died">Called once, at its death, before anybody else knows of it; the report may still wait for the kernel's word. Must not throw.</param>
    /// <param name="slowCalls">null where nobody asks for slow calls.</param>
    public WorkerProcess(WorkerIncarnation parts, DeadlineWatcher deadlines, TimeProvider clock, Action<WorkerDeath> died, SlowCallWatch? slowCalls = null)
    {
        _slowCalls = slowCalls;
        _died = died;
        _parts = parts;
        _deadlines = deadlines;
        _clock = clock;
        _startedAt = clock.GetTimestamp();
        _lane = parts.Link.Lane;
        _state = WorkerState.New(parts.Segment.FirstSequence).Word;
        HeapCalls = parts.HasGuardedHeap ? new HeapCalls(parts.Segment.FirstSequence) : null;
        HeapCalls?.Bound(InternalFunctions.Resolve, parts.SymbolLookup);
        Bindings = new WorkerBindings(HeapCalls);
        WhatIsAt = address => IsGone ? null : AddressInWorker.WhatIsAt(ProcessId, address);
        parts.Link.Violated = () => Kill(KillReason.ProtocolViolation);
        _deadlines.Add(this);
        _ = WatchAsync();
    }

    public int Generation => _parts.Generation;

    public int ProcessId => _parts.Process.Id;

    /// <summary>Its executable.</summary>
    public string Path => _parts.Path;

    /// <summary>What is mapped in it; empty where nobody can tell.</summary>
    public byte[] ReadMap() => IsGone ? [] : WorkerMemory.ReadMap(ProcessId);

    /// <summary>The files that a report of something that happened in it is made of.</summary>
    public ReportFiles FilesOfReport() => new(_clock);

    /// <summary>The address of <c>dlsym</c> in this worker.</summary>
    public ulong SymbolLookup => _parts.SymbolLookup;

    /// <summary>Where the segment is in the worker.</summary>
    public ulong SegmentAddress => _parts.SegmentAddress;

    /// <summary>What is loaded and resolved in this worker.</summary>
    public WorkerBindings Bindings { get; }

    /// <summary>What its guarded heap needs to be understood; null where it has none.</summary>
    public HeapCalls? HeapCalls { get; }

    /// <summary>Completes when the worker is gone.</summary>
    public Task<WorkerDeath> Death => _death.Task;

    /// <summary>Completes with true when a first user call has ended without a death, with false at a death before that.</summary>
    public Task<bool> Proven => _proven.Task;

    public bool IsReady => State.IsReady;

    /// <summary>Whether it takes no calls any more: it was killed, or has ended.</summary>
    public bool IsEnding => State.IsEnding;

    /// <summary>Whether it is reaped: its process number may be another's.</summary>
    public bool IsGone => State.IsGone;

    /// <summary>Whether it is ready and has run no call yet.</summary>
    public bool IsPristine => State.IsReady && _log.Count == 0;

    /// <summary>What lies at an address of the worker; null for nothing that can be read.</summary>
    public Func<ulong, string?> WhatIsAt { get; }

    /// <summary>The first different things that its confinement refused to it.</summary>
    public IReadOnlyList<RefusedAction> Refused => _parts.Refusals?.Kept ?? [];

    /// <summary>What its confinement refused to it since this was last asked, as sentences; null for nothing.</summary>
    public string? TakeRefused()
    {
        if (!HasRefused)
        {
            return null;
        }

        IReadOnlyList<RefusedAction> kept = _parts.Refusals!.Kept;
        string sentences = string.Join(' ', kept.Skip(_refusalsTaken));
        _refusalsTaken = kept.Count;
        return sentences;
    }

    /// <summary>Whether <see cref="TakeRefused"/> has something to say.</summary>
    public bool HasRefused => _parts.Refusals is { } refusals && refusals.Count != _refusalsTaken;

    private WorkerState State => WorkerState.Of(Volatile.Read(ref _state));

    /// <summary>Carries a call on the caller's thread. The caller's buffers are filled, the rest is in the call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="address">The function's address in this worker.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <exception cref="WorkerNotEnteredException">The worker ended before the call got into native code: it can be made in another.</exception>
    /// <exception cref="CallFailedException">The worker ended with the call on board.</exception>
    public void Call(PreparedCall call, ulong address, TimeSpan timeout)
    {
        if (CallbackScope.On(this) is { } scope)
        {
            CallWithin(scope.Frame, call, address, out _);
            return;
        }

        ulong sequence = Begin(call, timeout);
        Images.CallImageWriter.Address(call.Image, address, sequence);
        Exception? lost;
        try
        {
            lost = CarryOnBoard(call, sequence, timeout);
        }
        catch
        {
            // The caller's own memory could not be read or written; the worker is as before, or has answered.
            End(call);
            throw;
        }

        if (lost is not null)
        {
            throw lost;
        }

        End(call)?.Throw();
    }

    /// <summary>Carries the call that is on board, and leaves it there.</summary>
    /// <returns>What its caller gets where the worker has ended; the lane's memory is let go then.</returns>
    private Exception? CarryOnBoard(PreparedCall call, ulong sequence, TimeSpan timeout)
    {
        try
        {
            _lane.Carry(call, sequence, frame: 0);
        }
        catch (LaneBrokenException e)
        {
            return Settle(e, call, timeout);
        }
        catch (ThreadInterruptedException e)
        {
            AbandonOnBoard(call);
            return e;
        }

        return PreparedCall.EndedItsThread(call.Result) ? SettleThreadExit(call, timeout) : null;
    }

    private Exception SettleThreadExit(PreparedCall call, TimeSpan timeout)
    {
        // With the call still on board, so that the report names it.
        Kill(KillReason.ThreadExited);
        WorkerDeath ended = AwaitDeath();
        _parts.Link.Release();
        return CallSettlement.FromDeath(ended, call, timeout, _callbacks?.End(0, call)?.SourceException);
    }

    /// <summary>Carries a call, and says how it ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="address">The function's address in this worker.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <exception cref="WorkerNotEnteredException">The worker ended before the call got into native code: it can be made in another.</exception>
    /// <exception cref="CallFailedException">The worker ended with the call on board.</exception>
    public async Task<LaneReply> CallAsync(PreparedCall call, ulong address, TimeSpan timeout)
    {
        if (CallbackScope.On(this) is { } scope)
        {
            // The callback that waits for it has this thread.
            CallWithin(scope.Frame, call, address, out LaneReply within, copies: true);
            return within;
        }

        ulong sequence = Begin(call, timeout);
        Images.CallImageWriter.Address(call.Image, address, sequence);
        return await SettleAsync(_lane.CarryAsync(call, sequence, frame: 0), call, timeout).ConfigureAwait(false);
    }

    /// <summary>Carries a call on the caller's thread as long as that need not wait. Not from within a callback of this worker.</summary>
    /// <returns>null where the call has ended: it then is as after <see cref="Call"/>. Otherwise how it goes on.</returns>
    /// <inheritdoc cref="CallAsync"/>
    public Task<LaneReply>? CallOrStart(PreparedCall call, ulong address, TimeSpan timeout)
    {
        ulong sequence = Begin(call, timeout);
        Task<LaneReply>? rest;
        try
        {
            Images.CallImageWriter.Address(call.Image, address, sequence);
            rest = _lane.CarryOrStart(call, sequence);
        }
        catch (LaneBrokenException e)
        {
            rest = Task.FromException<LaneReply>(e);
        }
        catch
        {
            // The caller's own memory could not be read or written; the worker is as before, or has answered.
            End(call);
            throw;
        }

        if (rest is null && PreparedCall.EndedItsThread(call.Result))
        {
            rest = Task.FromResult(new LaneReply([.. call.Result], default));
        }

        if (rest is not null)
        {
            return SettleAsync(rest, call, timeout);
        }

        End(call)?.Throw();
        return null;
    }

    private async Task<LaneReply> SettleAsync(Task<LaneReply> carrying, PreparedCall call, TimeSpan timeout)
    {
        try
        {
            if (_callbacks is { } callbacks && await Task.WhenAny(carrying, _death.Task).ConfigureAwait(false) != carrying && callbacks.IsOut)
            {
                throw Abandoned(carrying, call, timeout);
            }

            LaneReply reply = await carrying.ConfigureAwait(false);
            call.Check(reply);
            if (PreparedCall.EndedItsThread(reply.Result))
            {
                // With the call still on board, so that the report names it.
                Kill(KillReason.ThreadExited);
                WorkerDeath ended = await _death.Task.ConfigureAwait(false);
                _parts.Link.Release();
                throw CallSettlement.FromDeath(ended, call, timeout, _callbacks?.End(0, call)?.SourceException);
            }

            End(call)?.Throw();
            return reply;
        }
        catch (LaneBrokenException e)
        {
            throw await SettleAsync(e, call, timeout).ConfigureAwait(false);
        }
    }

    /// <summary>Notes that a call which has ended had storage that is closed now.</summary>
    public void NoteLent(PreparedCall call, PreparedBlock block)
    {
        LentStorage lent = _lent ?? (_lent = new LentStorage());
        lent.Note(call, block, _log.Count);
    }

    /// <summary>The memory that is rented from, mapped here; null once the worker is gone.</summary>
    public RentedArena? MapArena()
    {
        RentedArena? arena = _parts.Segment.MapArena(_parts.SegmentAddress);
        Volatile.Write(ref _arena, arena);
        return arena;
    }
}
