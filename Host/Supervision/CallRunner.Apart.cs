// Calls in a worker that was started for them alone.
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class CallRunner
{
    /// <summary>Makes a call in a worker that is its own, whose end is up to the caller.</summary>
    public async Task<NativeResult> CallApartAsync(WorkerProcess worker, PreparedCall call, CallOptions callOptions)
    {
        LaneReply reply = await EndApartAsync(CarryAndFreeAsync(worker, call, callOptions), call.Function.Prototype.Name, callOptions.CancellationToken).ConfigureAwait(false);
        return Freed(CallResult.Read(call, reply, worker, inSession: false), call.Function);
    }

    /// <summary>The same with arguments that are transferred to the worker.</summary>
    public async Task<NativeResult> CallApartAsync(WorkerProcess worker, FunctionTarget function, NativeArgument[] arguments, CallOptions callOptions)
    {
        PreparedCall? call = null;
        Task<LaneReply> carrying = CarryWithMemoryAsync(worker, function, arguments, placed => call = placed, callOptions);
        LaneReply reply = await EndApartAsync(carrying, function.Prototype.Name, callOptions.CancellationToken).ConfigureAwait(false);
        return Freed(CallResult.Read(call!, reply, worker, inSession: false), function);
    }

    /// <summary>Waits for what runs in such a worker.</summary>
    public static async Task<LaneReply> EndApartAsync(Task<LaneReply> carrying, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await carrying.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WorkerNotEnteredException e)
        {
            throw new WorkerLostException($"The worker that was to try {name} ended before it could start.", started: false, e.Report, e);
        }
        catch
        {
            // A caller that has gone away leaves the call to the end of its worker.
            carrying.Observe();
            throw;
        }
    }

    private static NativeResult Freed(NativeResult result, FunctionTarget function) => function.Deallocator is { } free ? result.Freed(free.Symbol) : result;
}
