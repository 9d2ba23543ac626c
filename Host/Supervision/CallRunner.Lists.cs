// Call lists: calls of different functions in one crossing, in a worker that they have for themselves.
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Lists;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class CallRunner
{
    /// <summary>Makes the calls of a list in a worker that the caller has, on the caller's thread.</summary>
    public void Carry(WorkerProcess worker, ListRun run, TimeSpan timeout, bool inSession)
    {
        if (run.Generation != worker.Generation)
        {
            for (int i = 0; i < run.Calls.Length; i++)
            {
                FunctionTarget function = run.TargetOf(i);
                run.SetTarget(i, worker.Bindings.TryGetAddress(function.Index, out ulong address)
                    ? address : BlockedCaller.Await(binder.BindAsync, worker, function, options.CallTimeout));
            }

            run.BoundTo(worker);
        }

        if (run.Call.HasCallbacks && !CallbackBinder.TryBind(worker, run.Call))
        {
            BlockedCaller.Await(callbacks.BindAsync, worker, run.Call, options.CallTimeout, inSession);
        }

        run.WasCarried = true;
        worker.Call(run.Call, run.FirstTarget, timeout);
    }

    /// <inheritdoc cref="Carry(WorkerProcess, ListRun, TimeSpan, bool)"/>
    public async Task<LaneReply> CarryAsync(WorkerProcess worker, ListRun run, TimeSpan timeout, bool inSession)
    {
        for (int i = 0; i < run.Calls.Length && run.Generation != worker.Generation; i++)
        {
            run.SetTarget(i, await binder.BindAsync(worker, run.TargetOf(i), options.CallTimeout).ConfigureAwait(false));
        }

        run.BoundTo(worker);
        if (run.Call.HasCallbacks && !CallbackBinder.TryBind(worker, run.Call))
        {
            await callbacks.BindAsync(worker, run.Call, options.CallTimeout, inSession).ConfigureAwait(false);
        }

        run.WasCarried = true;
        return await worker.CallAsync(run.Call, run.FirstTarget, timeout).ConfigureAwait(false);
    }
}
