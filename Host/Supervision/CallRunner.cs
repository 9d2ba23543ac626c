// Runs what a worker is needed for: takes one, runs, gives it back; and again in another, where nothing has run yet.
using System.Runtime.CompilerServices;
using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Ownership;
using FfiIsolation.Workers;

namespace FfiIsolation.Supervision;

internal sealed partial class CallRunner(WorkerPool pool, Binder binder, CallbackBinder callbacks, LibraryCatalog catalog, NativeHostOptions options)
{
    private const int MaxWorkersTried = 4;

    /// <summary>Makes a call in any free worker: on the caller's thread where one is free at once and answers at once.</summary>
    public ValueTask<NativeResult> CallAsync(PreparedCall call, CallOptions callOptions)
    {
        if (!IsPlain(call) || callOptions.CancellationToken.IsCancellationRequested || pool.TryRentHot() is not { } worker)
        {
            return new(QueueAsync(call.Detached(), callOptions, null));
        }

        bool goesOn = false;
        try
        {
            Task<LaneReply>? rest = null;
            goesOn = !worker.Bindings.TryGetAddress(call.Function.Index, out ulong address)
                || (rest = worker.CallOrStart(call, address, callOptions.Timeout ?? options.CallTimeout)) is not null;
            if (goesOn)
            {
                rest ??= CarryAndFreeAsync(worker, call.Detached(), callOptions);
                return new(QueueAsync(call.Detached(), callOptions, (worker, rest)));
            }

            NativeResult result = CallResult.Read(call, worker, inSession: false);
            call.Recycle();
            return new(result);
        }
        catch (WorkerNotEnteredException)
        {
            return new(QueueAsync(call.Detached(), callOptions, null));
        }
        catch (Exception e) when (!goesOn)
        {
            return ValueTask.FromException<NativeResult>(e);
        }
        finally
        {
            if (!goesOn)
            {
                pool.Return(worker);
            }
        }
    }

    /// <summary>Whether a call is one crossing and no more.</summary>
    public static bool IsPlain(PreparedCall call) => !call.HasCallbacks && call.Function.Deallocator is null;

    private async Task<NativeResult> QueueAsync(PreparedCall call, CallOptions callOptions, (WorkerProcess, Task<LaneReply>)? first)
    {
        NativeResult result = await RunAsync(
            worker => CarryAndFreeAsync(worker, call, callOptions), (worker, reply) => CallResult.Read(call, reply, worker, inSession: false), call.Function.Prototype.Name, callOptions.CancellationToken, first)
            .ConfigureAwait(false);
        FunctionTarget function = call.Function;
        call.Recycle();
        return Freed(result, function);
    }

    /// <summary>The same on the caller's thread, which no token can free: it allocates nothing while all goes well. What the function returned is in the call then.</summary>
    public void Call(PreparedCall call, CallOptions callOptions)
    {
        TimeSpan timeout = callOptions.Timeout ?? options.CallTimeout;
        bool isPlain = IsPlain(call);
        for (int tried = 1; ; tried++)
        {
            WorkerProcess? hot = isPlain ? pool.TryBegin(call, timeout) : null;
            try
            {
                if (hot is not null)
                {
                    Finish(hot, call, timeout);
                }
                else
                {
                    CallInRented(call, callOptions);
                }

                return;
            }
            catch (WorkerNotEnteredException e)
            {
                ThrowIfTriedEnough(tried, call.Function.Prototype.Name, e);
            }
        }
    }

    /// <summary>Carries a call that is on board of a hot worker, and reads its result before the worker is anybody's again.</summary>
    private void Finish(WorkerProcess hot, PreparedCall call, TimeSpan timeout)
    {
        Exception? lost = null;
        try
        {
            lost = hot.CarryOffered(call, timeout);
            if (lost is not null)
            {
                throw lost;
            }

            CallResult.Keep(call, hot, inSession: false);
        }
        catch // and no finally, whose code would be called also where all goes well
        {
            pool.Ended(hot, hot.EndOffered(call, hasRun: lost is null));
            throw;
        }

        pool.Ended(hot, hot.EndOffered(call, hasRun: true));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // what only some calls need is not to be cleared for all
    private void CallInRented(PreparedCall call, CallOptions callOptions)
    {
        bool fromCrowd = false;
        WorkerProcess worker = pool.TryRentHot() ?? pool.AwaitHot(out fromCrowd) ?? Rent(call, fromCrowd);
        try
        {
            Call(worker, call, callOptions, inSession: false);
        }
        finally
        {
            pool.Return(worker);
        }
    }

    /// <summary>Waits for a worker. A call within a callback waits no longer than the worker lives whose call called back: it may be the one that is waited for.</summary>
    private WorkerProcess Rent(PreparedCall call, bool fromCrowd)
    {
        CancellationToken aborted = CallbackScope.Current?.Aborted ?? CancellationToken.None;
        try
        {
            return pool.Rent(aborted, fromCrowd);
        }
        catch (OperationCanceledException e) when (aborted.IsCancellationRequested)
        {
            throw new WorkerLostException(
                $"{call.Function.Prototype.Name} did not run: it waited for a worker, and the worker whose callback calls it has ended.", started: false, null, e);
        }
    }

    /// <summary>Binds a call and makes it in a worker that the caller has, on the caller's thread. What the function returned is in the call then.</summary>
    public void Call(WorkerProcess worker, PreparedCall call, CallOptions callOptions, bool inSession)
    {
        ulong address = Bind(worker, call, inSession);
        worker.Call(call, address, callOptions.Timeout ?? options.CallTimeout);
        if (call.Function.Deallocator is null || (inSession && !call.Function.Plan.ReturnsText))
        {
            CallResult.Keep(call, worker, inSession);
            return;
        }

        if (Deallocation.OwnedResult(call.Function, call.Result) is var owned and not 0)
        {
            Deallocation.Free(binder, worker, call.Function.Deallocator, owned, callOptions.Timeout ?? options.CallTimeout, call.Function);
        }

        call.Keep(CallResult.Read(call, worker, inSession).Freed(call.Function.Deallocator.Symbol));
    }

    /// <summary>Sees to it that a worker has the function and the callbacks of a call.</summary>
    /// <returns>The function's address.</returns>
    public ulong Bind(WorkerProcess worker, PreparedCall call, bool inSession)
    {
        if (worker.Bindings.TryGetAddress(call.Function.Index, out ulong address) && (!call.HasCallbacks || CallbackBinder.TryBind(worker, call)))
        {
            return address;
        }

        try
        {
            address = BlockedCaller.Await(binder.BindAsync, worker, call.Function, options.CallTimeout);
            if (call.HasCallbacks)
            {
                BlockedCaller.Await(callbacks.BindAsync, worker, call, options.CallTimeout, inSession);
            }

            return address;
        }
        catch (ThreadInterruptedException)
        {
            // What binds goes on in the worker, and nobody waits for it.
            worker.Kill(KillReason.Cancelled);
            throw;
        }
    }

    /// <summary>Carries a call, and frees what it returned if that is the caller's: outside a session, a pointer is of no use to anybody. Part of what runs, so that a caller who goes away changes nothing.</summary>
    public async Task<LaneReply> CarryAndFreeAsync(WorkerProcess worker, PreparedCall call, CallOptions callOptions)
    {
        LaneReply reply = await CarryAsync(worker, call, callOptions, inSession: false).ConfigureAwait(false);
        if (Deallocation.OwnedResult(call.Function, reply.Result) is var address and not 0)
        {
            await FreeAsync(worker, call.Function.Deallocator!, address, callOptions, call.Function).ConfigureAwait(false);
        }

        return reply;
    }

    /// <summary>Frees a pointer in the worker that the caller has.</summary>
    /// <param name="of">The function that has just given it; null where it was given long ago.</param>
    public Task FreeAsync(WorkerProcess worker, FunctionTarget free, ulong address, CallOptions callOptions, FunctionTarget? of = null) =>
        Deallocation.FreeAsync(binder, worker, free, address, callOptions.Timeout ?? options.CallTimeout, of);

    /// <summary>Binds and carries a call in a worker that the caller has.</summary>
    public async Task<LaneReply> CarryAsync(WorkerProcess worker, PreparedCall call, CallOptions callOptions, bool inSession)
    {
        // The first call of a function in a worker loads and resolves it there: steps with a deadline of their own each, since what they do is not the call's.
        ulong address = await binder.BindAsync(worker, call.Function, options.CallTimeout).ConfigureAwait(false);
        if (call.HasCallbacks && !CallbackBinder.TryBind(worker, call))
        {
            await callbacks.BindAsync(worker, call, options.CallTimeout, inSession).ConfigureAwait(false);
        }

        return await worker.CallAsync(call, address, callOptions.Timeout ?? options.CallTimeout).ConfigureAwait(false);
    }

    /// <summary>Runs something in any free worker.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what runs has the grace period to end.</exception>
    public Task<(WorkerProcess Worker, T Result)> RunAsync<T>(Func<WorkerProcess, Task<T>> run, string name, CancellationToken cancellationToken) =>
        RunAsync(run, static (worker, result) => (worker, result), name, cancellationToken);

    /// <param name="read">Reads what came of it, for a caller who still waits and while the worker is nobody else's: what it says of addresses is asked of the worker.</param>
    /// <param name="first">What runs in a worker that was had already.</param>
    private async Task<TResult> RunAsync<T, TResult>(
        Func<WorkerProcess, Task<T>> run, Func<WorkerProcess, T, TResult> read, string name, CancellationToken cancellationToken, (WorkerProcess Worker, Task<T> Running)? first = null)
    {
        for (int tried = 1; ; tried++, first = null)
        {
            WorkerProcess worker = first?.Worker ?? await pool.RentAsync(cancellationToken).ConfigureAwait(false);
            Task<T>? running = first?.Running;
            bool abandoned = false;
            try
            {
                if (running is null)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    running = run(worker);
                }

                return read(worker, await running.WaitAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && running is { IsCompleted: false })
            {
                abandoned = true;
                pool.Abandon(worker, running);
                throw;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // It ended just as the token was cancelled: nobody asks how.
                running?.Observe();
                throw;
            }
            catch (WorkerNotEnteredException e)
            {
                ThrowIfTriedEnough(tried, name, e);
            }
            finally
            {
                if (!abandoned)
                {
                    pool.Return(worker);
                }
            }
        }
    }

    private static void ThrowIfTriedEnough(int tried, string name, WorkerNotEnteredException e)
    {
        if (tried == MaxWorkersTried)
        {
            throw new WorkerLostException($"{tried} workers ended before {name} could start in them.", started: false, e.Report, e);
        }
    }
}
