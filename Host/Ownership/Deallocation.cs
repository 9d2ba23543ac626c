// Frees memory in the worker that it lives in: a call like any other, which may crash.
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Ownership;

internal static class Deallocation
{
    /// <summary>The pointer that a call returned and that its caller owns; 0 where there is none.</summary>
    public static ulong OwnedResult(FunctionTarget function, byte[] resultPart)
    {
        if (function.Deallocator is null)
        {
            return 0;
        }

        var result = new CallImageReader(resultPart);
        return result.Outcome is ImageOutcome.Returned or ImageOutcome.Overran ? result.Rax : 0; // of a call that threw and ran over, the worker says 0
    }

    /// <summary>Frees a pointer. A worker that is gone has freed it.</summary>
    /// <param name="of">The function that has just given it, which a death is held against; null where it was given long ago.</param>
    /// <exception cref="CallFailedException">The deallocator crashed, hung or threw: the pointer was none of its kind, or the heap is broken.</exception>
    public static async Task FreeAsync(Binder binder, WorkerProcess worker, FunctionTarget free, ulong address, TimeSpan timeout, FunctionTarget? of = null)
    {
        PreparedCall call = free.Plan.Prepare(free, [NativePointer.FromAddress(address)], pointerGeneration: null);
        call.FreesFor = of;
        try
        {
            ulong function = await binder.BindAsync(worker, free, timeout).ConfigureAwait(false);
            LaneReply reply = await worker.CallAsync(call, function, timeout).ConfigureAwait(false);
            CallResult.Read(call, reply, worker, inSession: false);
        }
        catch (WorkerNotEnteredException)
        {
            // It must not reach the caller's loop, which would make the call again in another worker: the call has been made.
        }
    }

    /// <summary>The same on the caller's thread.</summary>
    public static void Free(Binder binder, WorkerProcess worker, FunctionTarget free, ulong address, TimeSpan timeout, FunctionTarget? of = null)
    {
        PreparedCall call = free.Plan.Prepare(free, [NativePointer.FromAddress(address)], pointerGeneration: null);
        call.FreesFor = of;
        try
        {
            if (!worker.Bindings.TryGetAddress(free.Index, out ulong function))
            {
                function = binder.BindAsync(worker, free, timeout).GetAwaiter().GetResult();
            }

            worker.Call(call, function, timeout);
            CallResult.Read(call, worker, inSession: false);
            call.Recycle();
        }
        catch (WorkerNotEnteredException)
        {
            // As above.
        }
    }
}
