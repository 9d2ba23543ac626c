// The pointers that the application owns in a session's worker.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Ownership;
using FfiIsolation.Supervision;

namespace FfiIsolation;

public sealed partial class NativeSession
{
    private const int MaxNamesInMessages = 10;

    private readonly HandleTable _handles = new();
    private OwnedCall? _spareOwnedCall;

    /// <summary>The handles that nobody has freed, in the order in which they were made. Empty once the worker is gone, which has released their memory.</summary>
    public IReadOnlyList<NativeHandle> OpenHandles => IsWorkerGone ? [] : _handles.Open();

    internal bool IsWorkerGone => _worker.KnownDeath is not null;

    /// <summary>Takes a pointer as the application's own, which a handle frees exactly once.</summary>
    /// <param name="pointer">The pointer, of this session.</param>
    /// <param name="free">What frees it: a function of this session with one parameter, a pointer.</param>
    /// <param name="name">What made it, for the handle's name; null for <c>pointer</c>.</param>
    /// <exception cref="ArgumentException">The pointer is null, or the function is not one that can free it.</exception>
    /// <exception cref="InvalidOperationException">The pointer is a handle's already.</exception>
    /// <exception cref="StaleHandleException">The pointer is not of this session.</exception>
    public NativeHandle Own(NativePointer pointer, NativeFunction free, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(free);
        CheckDeallocator(free);
        if (pointer.IsNull)
        {
            throw new ArgumentException("The null pointer has no memory that could be owned.", nameof(pointer));
        }

        if (pointer.Owner is { } owner)
        {
            throw new InvalidOperationException($"{pointer} is {owner.Name}'s already, which {owner.DeallocatorName} frees.");
        }

        if (pointer.Origin is RentedBuffer rented)
        {
            throw new InvalidOperationException($"{pointer} is in {rented}, which its disposal returns.");
        }

        // The same check as for a call, so that what is owned can be freed.
        free.Target.Plan.Prepare(free.Target, [pointer], Generation);
        return Own(name ?? "pointer", pointer.Address, free.Target, FreeingOf(free));
    }

    internal static Deallocator[] FreeingOf(NativeFunction free) => [new Deallocator(free.Target.Symbol, 0)];

    internal NativeHandle Own(string maker, ulong address, FunctionTarget free, IReadOnlyList<Deallocator> freeing) =>
        Add(new NativeHandle(this, maker, _handles.NextNumber(), address, free, freeing, isKept: false));

    internal NativeHandle OwnKept(ulong address) =>
        Add(new NativeHandle(
            this, "kept memory", _handles.NextNumber(), address, InternalFunctions.Free, [new Deallocator(InternalFunctions.Free.Symbol, 0)], isKept: true));

    /// <exception cref="ArgumentException">It cannot free a handle of this session.</exception>
    internal void CheckDeallocator(NativeFunction free)
    {
        if (free.Scope != this)
        {
            throw new ArgumentException($"{free.Prototype.Name} is not a function of this session, so it cannot free what lives in its worker.", nameof(free));
        }

        if (free.Prototype is not { IsVariadic: false, Parameters: [{ Type: PointerType }] })
        {
            throw new ArgumentException($"What frees a handle has one parameter, a pointer, and this is {free.Prototype}.", nameof(free));
        }
    }

    internal void Report(OwnershipEventKind kind, string message, params NativeHandle[] handles) =>
        _host.Events.RaiseOwnership(new OwnershipEventArgs(kind, message, handles));

    /// <summary>Frees a handle, when it is its turn, unless somebody else has. Never throws.</summary>
    internal async Task FreeAsync(NativeHandle handle)
    {
        if (handle.WasFreed || IsWorkerGone)
        {
            return;
        }

        try
        {
            await RunAsync(() => FreeInTurnAsync(handle), handle.DeallocatorName, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FfiIsolationException or ObjectDisposedException)
        {
            // The worker is gone, or went by this, which is reported as any death is.
        }
    }

    async Task<NativeResult> ICallScope.InvokeAsync(FunctionTarget function, NativeArgument[] arguments, CallOptions options)
    {
        foreach (NativeArgument argument in arguments)
        {
            if (argument.Kind == NativeArgumentKind.Kept)
            {
                argument.Kept.Join(this, function.Prototype.Name);
            }
        }

        CheckOptions(options);
        var owned = new OwnedCall(this, _handles);
        return await InvokeOwnedAsync(
            owned,
            () => _host.Runner.CarryWithMemoryAsync(
                _worker,
                function,
                arguments,
                this,
                placed =>
                {
                    owned.Call = function.Plan.Prepare(function, placed, Generation);
                    OwnedCall.Concerns(this, _handles, owned.Call);
                    return (owned.Call, CarryOwnedAsync(owned, options));
                },
                options),
            function,
            options).ConfigureAwait(false);
    }

    private async Task<NativeResult> InvokeOwnedAsync(OwnedCall owned, Func<Task<LaneReply>> carry, FunctionTarget function, CallOptions options)
    {
        LaneReply reply;
        try
        {
            reply = await RunAsync(carry, function.Prototype.Name, options.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (NativeHandle handle in owned.Abandon())
            {
                FreeAsync(handle).Observe();
            }

            throw;
        }

        NativeResult result = CallResult.Read(owned.Call!, reply, _worker, inSession: true);
        return owned.Finish(result);
    }

    /// <summary>Makes a call that has to do with handles on the caller's thread, in its turn.</summary>
    private NativeResult CallOwned(PreparedCall call, CallOptions options)
    {
        // Of calls inside callbacks of a call, each needs one of its own.
        OwnedCall owned = Interlocked.Exchange(ref _spareOwnedCall, null) ?? new OwnedCall(this, _handles);
        owned.Call = call;
        owned.Enter();
        NativeResult result;
        try
        {
            _host.Runner.Call(_worker, call, options, inSession: true);
            result = call.Value;
        }
        catch
        {
            owned.Ended(call.HasRun);
            throw;
        }

        owned.Returned(call.Result, outputs: null);
        result = owned.Finish(result);
        owned.Reset();
        _spareOwnedCall = owned;
        return result;
    }

    /// <summary>Carries a call that has to do with handles, in its turn.</summary>
    private async Task<LaneReply> CarryOwnedAsync(OwnedCall owned, CallOptions options)
    {
        PreparedCall call = owned.Call!;
        owned.Enter();
        LaneReply reply;
        try
        {
            reply = await _host.Runner.CarryAsync(_worker, call, options, inSession: true).ConfigureAwait(false);
        }
        catch
        {
            owned.Ended(call.HasRun);
            throw;
        }

        NativeHandle[] unwanted = owned.Returned(reply.Result, reply.Outputs);
        if (call.Function.Plan.ReturnsText && Deallocation.OwnedResult(call.Function, reply.Result) is var text and not 0)
        {
            await _host.Runner.FreeAsync(_worker, call.Function.Deallocator!, text, options, call.Function).ConfigureAwait(false);
        }

        foreach (NativeHandle handle in unwanted)
        {
            await FreeInTurnAsync(handle).ConfigureAwait(false);
        }

        return reply;
    }

    private async Task<bool> FreeInTurnAsync(NativeHandle handle)
    {
        if (!_handles.TryClaim(new HandleClaim(handle, $"freed by {handle.DeallocatorName} when it was disposed")))
        {
            return false;
        }

        try
        {
            await _host.Runner.FreeAsync(_worker, handle.Free, handle.Address, CallOptions.Default).ConfigureAwait(false);
        }
        finally
        {
            _handles.Freed(handle);
        }

        return true;
    }

    private NativeHandle Add(NativeHandle handle)
    {
        _handles.Add(handle);
        return handle;
    }

    private void ReportOpenHandles()
    {
        IReadOnlyList<NativeHandle> open = OpenHandles;
        if (open.Count == 0)
        {
            return;
        }

        string names = string.Join(", ", open.Take(MaxNamesInMessages).Select(handle => $"{handle.Name} ({handle.DeallocatorName})"));
        string more = open.Count > MaxNamesInMessages ? $" and {open.Count - MaxNamesInMessages} more" : "";
        Report(
            OwnershipEventKind.LeftOpen,
            $"The session on worker {Generation} ended with {open.Count} open {(open.Count == 1 ? "handle" : "handles")}: {names}{more}. The end of the worker released the memory.",
            [.. open]);
    }
}
