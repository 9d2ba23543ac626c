// Calls whose arguments are memory of the worker's heap, allocated where the call runs.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Ownership;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class CallRunner
{
    /// <summary>Makes a call in any free worker, with arguments that are transferred to it.</summary>
    public async Task<NativeResult> CallWithMemoryAsync(FunctionTarget function, NativeArgument[] arguments, CallOptions callOptions)
    {
        PreparedCall? call = null;
        NativeResult result = await RunAsync(
            worker => CarryWithMemoryAsync(worker, function, arguments, prepared => call = prepared, callOptions), (worker, reply) => CallResult.Read(call!, reply, worker, inSession: false),
            function.Prototype.Name, callOptions.CancellationToken).ConfigureAwait(false);
        return Freed(result, function);
    }

    /// <summary>The same in a worker that the caller has.</summary>
    private Task<LaneReply> CarryWithMemoryAsync(
        WorkerProcess worker, FunctionTarget function, NativeArgument[] arguments, Action<PreparedCall> prepared, CallOptions callOptions) => CarryWithMemoryAsync(
            worker,
            function,
            arguments,
            session: null,
            placed =>
            {
                PreparedCall call = function.Plan.Prepare(function, placed, pointerGeneration: null);
                prepared(call);
                return (call, CarryAndFreeAsync(worker, call, callOptions));
            },
            callOptions);

    /// <summary>Allocates what the arguments ask for, in a worker that the caller has, and carries the call. What never gets into native code is freed again.</summary>
    public async Task<LaneReply> CarryWithMemoryAsync(
        WorkerProcess worker, FunctionTarget function, NativeArgument[] arguments, NativeSession? session, Func<NativeArgument[], (PreparedCall Call, Task<LaneReply> Carrying)> carry, CallOptions callOptions)
    {
        TimeSpan timeout = callOptions.Timeout ?? options.CallTimeout;

        // First, so that a function that cannot be had costs no memory.
        await binder.BindAsync(worker, function, options.CallTimeout).ConfigureAwait(false);
        var memory = new MemoryPlacement(binder, catalog, worker, timeout);
        PreparedCall? call = null;
        try
        {
            NativeArgument[] placed = await memory.PlaceAsync(function, arguments, session).ConfigureAwait(false);
            callOptions.CancellationToken.ThrowIfCancellationRequested();
            (call, Task<LaneReply> carrying) = carry(placed);
            return await carrying.ConfigureAwait(false);
        }
        catch (Exception e) when (call is not { HasRun: true }
            && e is CallRejectedException or OperationCanceledException or OutOfMemoryException or ArgumentException)
        {
            // Nothing ran: after such an exception of a callback's, it did. After everything else the worker is gone, and the memory with it.
            await memory.FreeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
