using FfiIsolation.Calls;
using FfiIsolation.Libraries;
using FfiIsolation.Workers;

namespace FfiIsolation.Callbacks;

/// <summary>Gives the callbacks of a call their addresses in a worker. A callback that was passed there before has one.</summary>
internal sealed class CallbackBinder(Binder binder, Action<WorkerCallbacks> listen)
{
    /// <summary>Writes the addresses into the image of a call whose callbacks the worker knows already.</summary>
    /// <returns>False if it does not know them all.</returns>
    public static bool TryBind(WorkerProcess worker, PreparedCall call)
    {
        foreach (CallbackUse use in call.Callbacks)
        {
            if (use.Callback.IsDisposed || worker.Callbacks?.Table.Find(use.Callback, use.Plan) is not { Address: not 0 } known)
            {
                return false;
            }

            Images.CallImageWriter.Over(call.Image).SetWord(use.Place, known.Address);
        }

        return true;
    }

    /// <summary>Writes the addresses into the image of a call.</summary>
    public async Task BindAsync(WorkerProcess worker, PreparedCall call, TimeSpan timeout, bool inSession)
    {
        long since = worker.Callbacks?.Table.Uses ?? 0;
        for (int i = 0; i < call.Callbacks.Length; i++)
        {
            CallbackUse use = call.Callbacks[i];
            ulong address = await BindAsync(worker, use.Callback, use.Plan, inSession ? null : call, since, timeout).ConfigureAwait(false);
            Images.CallImageWriter.Over(call.Image).SetWord(use.Place, address);
        }
    }

    /// <summary>The address of a callback in a worker.</summary>
    /// <param name="call">The call for which it is bound; null where it stays.</param>
    public Task<ulong> BindAsync(WorkerProcess worker, NativeCallback callback, CallbackPlan plan, PreparedCall? call, TimeSpan timeout) =>
        BindAsync(worker, callback, plan, call, worker.Callbacks?.Table.Uses ?? 0, timeout);

    private async Task<ulong> BindAsync(WorkerProcess worker, NativeCallback callback, CallbackPlan plan, PreparedCall? call, long since, TimeSpan timeout)
    {
        ObjectDisposedException.ThrowIf(callback.IsDisposed, callback);
        WorkerCallbacks callbacks = worker.Callbacks ?? Start(worker, inSession: call is null);
        if (callbacks.Table.Find(callback, plan) is { Address: not 0 } known)
        {
            return known.Address;
        }

        CallbackBinding binding = callbacks.Table.Take(callback, plan, call, since);
        if (binding.Address == 0)
        {
            FunctionTarget bind = InternalFunctions.BindCallback;
            PreparedCall request = bind.Plan.Prepare(bind, [binding.Index, NativeBuffer.In<byte>(plan.Shape.Entry)], worker.Generation);
            ulong address = await binder.BindAsync(worker, bind, timeout).ConfigureAwait(false);
            NativeResult bound = CallResult.Read(
                request, await worker.CallAsync(request, address, timeout).ConfigureAwait(false), worker, inSession: false);
            binding.Address = bound.Pointer.IsNull
                ? throw new InvalidOperationException($"The worker does not take {plan} for a callback.")
                : bound.Pointer.Address;
        }

        return binding.Address;
    }

    private WorkerCallbacks Start(WorkerProcess worker, bool inSession)
    {
        var callbacks = new WorkerCallbacks(worker, binder, inSession);
        worker.Callbacks = callbacks;
        listen(callbacks);
        return callbacks;
    }
}
