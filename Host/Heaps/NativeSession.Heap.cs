// What native code has allocated in a session with a guarded heap.
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Heaps;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Ownership;
using FfiIsolation.SharedMemory;

namespace FfiIsolation;

public sealed partial class NativeSession
{
    private const int MostUses = 480;

    /// <summary>What can be left out of a look at the heap.</summary>
    private const int MostExcepted = 4096;

    /// <summary>How the memory is watched that native code allocates in it.</summary>
    public HeapGuarding HeapGuarding => _worker.HeapCalls is null ? HeapGuarding.Off : HeapGuarding.Guarded;

    /// <summary>What native code has allocated in the session and not freed. The look is a call of its own, in its turn; it finds what was written around blocks too, which ends the worker.</summary>
    /// <exception cref="InvalidOperationException">The session has no guarded heap (<see cref="SessionOptions.HeapGuarding"/>).</exception>
    /// <exception cref="NativeCrashException">The bytes around a block were overwritten; the report says whose it was. The session is lost.</exception>
    /// <exception cref="WorkerLostException">The session's worker has ended.</exception>
    public HeapSnapshot ReadHeap() => ReadHeapAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="ReadHeap"/>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<HeapSnapshot> ReadHeapAsync(CancellationToken cancellationToken = default)
    {
        if (_worker.HeapCalls is null)
        {
            throw new InvalidOperationException($"The session has no guarded heap, so nobody knows what is allocated in it; open it with {nameof(SessionOptions)}.{nameof(SessionOptions.HeapGuarding)}.");
        }

        return await RunAsync(() => LookAtHeapAsync([], withLoading: true), "reading the heap", cancellationToken).ConfigureAwait(false);
    }

    private async Task<HeapSnapshot> LookAtHeapAsync(ulong[] except, bool withLoading)
    {
        NativeBuffer<byte> listing = NativeBuffer.Out<byte>(HeapLayout.ListingSize + (MostUses * HeapLayout.GroupSize));
        PreparedCall call = InternalFunctions.ListHeap.Plan.Prepare(
            InternalFunctions.ListHeap, [listing, listing.Length, except.Length == 0 ? NativePointer.Null : NativeBuffer.In<ulong>(except), except.Length], Generation);
        LaneReply reply = await _host.Runner.CarryAsync(_worker, call, CallOptions.Default, inSession: true).ConfigureAwait(false);
        CallResult.Read(call, reply, _worker, inSession: true);
        var map = new Lazy<MemoryMap>(() => MemoryMap.Parse(_worker.ReadMap()));
        return HeapSnapshot.Of(
            HeapDecoder.Listing(listing.Bytes),
            _worker.HeapCalls!,
            withLoading,
            frames => SymbolizedStack.OfReturnAddresses(frames, map.Value, _worker.Path),
            address => new NativePointer(address, Generation, inSession: true));
    }

    /// <summary>Tells what the session ends with: handles, and blocks. Never throws: a worker that ends by the look is a death like any other.</summary>
    private async Task ReportLeftAsync()
    {
        ReportOpenHandles();

        // A session that is closed while a call runs, or by a callback, ends at once.
        if (_worker.HeapCalls is null || IsWorkerGone || !_turn.TryEnter())
        {
            return;
        }

        try
        {
            // What is kept lives as long as the session, and handles that are open are told by name.
            ulong[] known = [.. _handles.All().Select(static handle => handle.Address).Take(MostExcepted)];
            HeapSnapshot heap = await LookAtHeapAsync(known, withLoading: false).ConfigureAwait(false);
            if (heap.Blocks > 0)
            {
                _host.Events.RaiseOwnership(new OwnershipEventArgs(
                    OwnershipEventKind.LeftAllocated, $"The session on worker {Generation} ended with what its calls had allocated and nobody freed: {heap}. The end of the worker released the memory.", [], heap));
            }
        }
        catch (Exception e) when (e is FfiIsolationException or ObjectDisposedException)
        {
            // The worker is gone, or went by this.
        }
        finally
        {
            _turn.Exit();
        }
    }
}
