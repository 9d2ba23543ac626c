// Allocates the memory that one call keeps or transfers, in the call's worker, and fills it.
using FfiIsolation.Calls;
using FfiIsolation.Libraries;
using FfiIsolation.Lanes;
using FfiIsolation.Workers;

namespace FfiIsolation.Ownership;

internal sealed class MemoryPlacement(Binder binder, LibraryCatalog catalog, WorkerProcess worker, TimeSpan timeout)
{
    private readonly List<(ulong Address, FunctionTarget Free)> _transferred = [];

    /// <summary>The arguments with addresses in place of what was to be allocated.</summary>
    /// <exception cref="OutOfMemoryException">The allocator gave nothing.</exception>
    public async Task<NativeArgument[]> PlaceAsync(FunctionTarget function, NativeArgument[] arguments, NativeSession? session)
    {
        NativeArgument[] placed = [.. arguments];
        for (int i = 0; i < placed.Length; i++)
        {
            placed[i] = arguments[i].Kind switch
            {
                NativeArgumentKind.Kept => await KeepAsync(arguments[i].Kept, session!).ConfigureAwait(false),
                NativeArgumentKind.Transferred => await TransferAsync(function, arguments[i].Transferred).ConfigureAwait(false),
                _ => arguments[i],
            };
        }

        return placed;
    }

    /// <summary>Frees what was transferred to a call that did not run. What is kept stays: it belongs to the session.</summary>
    public async Task FreeAsync()
    {
        foreach ((ulong address, FunctionTarget free) in _transferred)
        {
            await Deallocation.FreeAsync(binder, worker, free, address, timeout).ConfigureAwait(false);
        }

        _transferred.Clear();
    }

    private async Task<NativePointer> KeepAsync(KeptMemory kept, NativeSession session)
    {
        if (kept.Handle is null)
        {
            ulong address = await FillAsync(InternalFunctions.Allocate, kept.Content).ConfigureAwait(false);
            kept.Handle = session.OwnKept(address);
        }

        return kept.Handle.Pointer;
    }

    private async Task<NativePointer> TransferAsync(FunctionTarget function, TransferredMemory memory)
    {
        (FunctionTarget allocate, FunctionTarget free) = (InternalFunctions.Allocate, InternalFunctions.Free);
        if (memory is not { Allocator: TransferredMemory.DefaultAllocator, Deallocator: TransferredMemory.DefaultDeallocator })
        {
            LibraryEntry library = function.Library!;
            allocate = catalog.Declare(library, $"void *{memory.Allocator}(size_t size)", declarations: null);
            free = catalog.DeclareDeallocator(library, new Deallocator(memory.Deallocator, 0), memory.Allocator);
            await binder.BindAsync(worker, free, timeout).ConfigureAwait(false);
        }

        ulong address = await FillAsync(allocate, memory.Content).ConfigureAwait(false);
        _transferred.Add((address, free));
        return NativePointer.FromAddress(address);
    }

    private async Task<ulong> FillAsync(FunctionTarget allocate, MemoryContent content)
    {
        // An allocation of nothing may be null, which would mean something else to the function.
        NativeResult memory = await CallAsync(allocate, [Math.Max(content.Length, 1)]).ConfigureAwait(false);
        if (memory.Pointer.IsNull)
        {
            throw new OutOfMemoryException($"{allocate.Symbol} in the worker gave no {content.Length} bytes.");
        }

        ulong address = memory.Pointer.Address;
        await CallAsync(InternalFunctions.Copy, [NativePointer.FromAddress(address), content.Lent, content.Length]).ConfigureAwait(false);
        return address;
    }

    private async Task<NativeResult> CallAsync(FunctionTarget function, NativeArgument[] arguments)
    {
        PreparedCall call = function.Plan.Prepare(function, arguments, pointerGeneration: null);
        ulong address = await binder.BindAsync(worker, function, timeout).ConfigureAwait(false);
        LaneReply reply = await worker.CallAsync(call, address, timeout).ConfigureAwait(false);
        return CallResult.Read(call, reply, worker, inSession: false);
    }
}
