using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Ownership;
using FfiIsolation.Quarantining;
using FfiIsolation.Sessions;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation;

/// <summary>
/// State in one worker process: pointers, handles, open databases. All calls run on one and the same native thread, one at a time; a call made
/// while another runs waits for it. Safe for use from many threads. Disposing it ends its worker.
/// </summary>
public sealed partial class NativeSession : ICallScope, IDisposable, IAsyncDisposable
{
    private readonly NativeHost _host;
    private readonly WorkerProcess _worker;
    private readonly Turn _turn = new();
    private int _disposed;

    internal NativeSession(NativeHost host, WorkerProcess worker)
    {
        _host = host;
        _worker = worker;
        worker.Counted = death => host.Events.Counting(death.Report, "its session", () => NoteLoss(death)); // who has his exception can ask in another session what became of this one's pointers

        // A call that waits for its turn would wait for ever where the call before it waits in a callback for that one.
        _ = worker.Death.ContinueWith(
            static (death, session) => ((NativeSession)session!).WorkerEnded(death.Result), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The number of the session's worker, in the order of starts.</summary>
    public int Generation => _worker.Generation;

    /// <summary>The process id of the session's worker.</summary>
    public int ProcessId => _worker.ProcessId;

    NativeHost ICallScope.Host => _host;

    int? ICallScope.PointerGeneration => _worker.Generation;

    internal HostEvents Events => _host.Events;

    CallQuarantine ICallScope.Quarantine => _host.InSession;

    /// <summary>Finds a library and loads it in the session's worker.</summary>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <exception cref="LibraryNotFoundException">It is not there, or does not load; lists every path tried.</exception>
    /// <exception cref="NativeCrashException">It crashed while it was loaded; the session is lost.</exception>
    /// <exception cref="WorkerLostException">The session's worker has ended.</exception>
    public IsolatedLibrary Load(string name) => BlockedCaller.Await(LoadAsync, name, default(Declarations), CancellationToken.None);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <param name="declarations">What its header declares: where its functions take their types from.</param>
    public IsolatedLibrary Load(string name, Declarations declarations) => BlockedCaller.Await(LoadAsync, name, declarations, CancellationToken.None);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <param name="declarations">What its header declares: where its functions take their types from.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IsolatedLibrary> LoadAsync(string name, Declarations? declarations = null, CancellationToken cancellationToken = default)
    {
        LibraryEntry entry = await RunAsync(
            () => _host.Loader.LoadAsync(_worker, name, _host.Options.CallTimeout), $"loading {name}", cancellationToken).ConfigureAwait(false);
        return new IsolatedLibrary(this, _host.Catalog, entry, declarations);
    }

    /// <summary>Finds a library and loads it in the session's worker, with what its header declares as text: types, functions, variables.</summary>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <param name="declarations">C declarations, as for <see cref="Declarations.Parse(string)"/>. The same text gives the same types.</param>
    /// <exception cref="PrototypeException">The declarations cannot be read; shows where.</exception>
    /// <exception cref="LibraryNotFoundException">It is not there, or does not load; lists every path tried.</exception>
    public IsolatedLibrary Load(string name, string declarations) => Load(name, _host.Catalog.Read(declarations));

    /// <inheritdoc cref="Load(string, string)"/>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <param name="declarations">C declarations, as for <see cref="Declarations.Parse(string)"/>.</param>
    public Task<IsolatedLibrary> LoadAsync(string name, string declarations) => LoadAsync(name, _host.Catalog.Read(declarations));

    /// <summary>Makes a callback a function pointer of this session, for what no parameter takes: a member of a struct, a table of functions. Native code can
    /// call it, from any of its threads, until the session ends or the callback is disposed.</summary>
    /// <param name="callback">A callback that knows its C prototype (<see cref="NativeCallback.As"/>).</param>
    /// <returns>The function pointer, the same one whenever the callback is bound again or passed.</returns>
    /// <exception cref="ArgumentException">The callback does not know its C prototype.</exception>
    /// <exception cref="CallRejectedException">1024 callbacks are bound already.</exception>
    /// <exception cref="WorkerLostException">The session's worker has ended.</exception>
    public NativePointer Bind(NativeCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        CallbackPlan plan = callback.PlanFor("callback", null);
        ulong address = RunAsync(
            () => _host.Callbacks.BindAsync(_worker, callback, plan, null, _host.Options.CallTimeout), $"binding {plan.Name}", CancellationToken.None).GetAwaiter().GetResult();
        return new NativePointer(address, _worker.Generation, inSession: true);
    }

    /// <summary>Ends the session's worker, and with it everything that lived there.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await ReportLeftAsync().ConfigureAwait(false);
            EndRenting();
            await _host.Pool.EndSessionAsync(_worker).ConfigureAwait(false);
        }
    }

    async Task ICallScope.BindAsync(FunctionTarget function, CancellationToken cancellationToken) =>
        await RunAsync(
            () => _host.Binder.BindAsync(_worker, function, _host.Options.CallTimeout), function.Prototype.Name, cancellationToken).ConfigureAwait(false);

    Task<T> ICallScope.RunAsync<T>(Func<WorkerProcess, VariableAccess, Task<T>> run, string name, CancellationToken cancellationToken) =>
        RunAsync(() => run(_worker, _host.Variables), name, cancellationToken);

    ValueTask<NativeResult> ICallScope.InvokeAsync(PreparedCall call, CallOptions options)
    {
        CheckOptions(options);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        bool mayWait = !CallRunner.IsPlain(call) || OwnedCall.Concerns(this, _handles, call) || options.CancellationToken.IsCancellationRequested
            || HasChanges || CallbackScope.On(_worker) is not null || !_worker.Bindings.TryGetAddress(call.Function.Index, out _);
        return mayWait || !_turn.TryEnter() ? new(InvokeInTurnAsync(call.Detached(), options)) : InvokeNow(call, options);
    }

    /// <summary>Makes a call in the turn that the caller has: on the caller's thread where the worker answers at once.</summary>
    private ValueTask<NativeResult> InvokeNow(PreparedCall call, CallOptions options)
    {
        Task<LaneReply>? rest = null;
        try
        {
            _worker.Bindings.TryGetAddress(call.Function.Index, out ulong address);
            rest = _worker.CallOrStart(call, address, options.Timeout ?? _host.Options.CallTimeout);
            if (rest is null)
            {
                NativeResult result = CallResult.Read(call, _worker, inSession: true);
                call.Recycle();
                return new(result);
            }

            return new(FinishAsync(call.Detached(), rest, options));
        }
        catch (WorkerNotEnteredException e)
        {
            return ValueTask.FromException<NativeResult>(Lost(call.Function.Prototype.Name, e));
        }
        catch (Exception e) when (rest is null)
        {
            return ValueTask.FromException<NativeResult>(e);
        }
        finally
        {
            if (rest is null)
            {
                _turn.Exit();
            }
        }
    }

    private async Task<NativeResult> FinishAsync(PreparedCall call, Task<LaneReply> running, CallOptions options)
    {
        LaneReply reply = await FinishTurnAsync(running, call.Function.Prototype.Name, options.CancellationToken).ConfigureAwait(false);
        return CallResult.Read(call, reply, _worker, inSession: true);
    }

    private async Task<NativeResult> InvokeInTurnAsync(PreparedCall call, CallOptions options)
    {
        if (OwnedCall.Concerns(this, _handles, call))
        {
            var owned = new OwnedCall(this, _handles) { Call = call };
            return await InvokeOwnedAsync(owned, () => CarryOwnedAsync(owned, options), call.Function, options).ConfigureAwait(false);
        }

        LaneReply reply = await RunAsync(
            () => _host.Runner.CarryAsync(_worker, call, options, inSession: true), call.Function.Prototype.Name, options.CancellationToken).ConfigureAwait(false);
        return CallResult.Read(call, reply, _worker, inSession: true);
    }

    void ICallScope.Invoke(PreparedCall call, CallOptions options)
    {
        CheckOptions(options);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        bool isWithin = CallbackScope.On(_worker) is not null;
        if (!isWithin && !_turn.TryEnter())
        {
            _turn.Enter();
        }

        try
        {
            ChangeInTurn();
            if (OwnedCall.Concerns(this, _handles, call))
            {
                call.Keep(CallOwned(call, options));
            }
            else
            {
                _host.Runner.Call(_worker, call, options, inSession: true);
            }
        }
        catch (WorkerNotEnteredException e)
        {
            throw Lost(call.Function.Prototype.Name, e);
        }
        finally
        {
            if (!isWithin)
            {
                _turn.Exit();
            }
        }
    }

    private static void CheckOptions(CallOptions options)
    {
        if (options.Retry == true)
        {
            throw new ArgumentException("A session cannot make a call again: its state goes with its worker. Retry is for functions of a host.", nameof(options));
        }
    }

    /// <summary>Runs something in the worker when it is its turn.</summary>
    private async Task<T> RunAsync<T>(Func<Task<T>> run, string name, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (CallbackScope.On(_worker) is not null)
        {
            // Within a callback of this session, whose turn it is: it runs on this thread, and has ended when it comes back.
            try
            {
                return await (HasChanges ? ChangeThenAsync(run) : run()).ConfigureAwait(false);
            }
            catch (WorkerNotEnteredException e)
            {
                throw Lost(name, e);
            }
        }

        await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        Task<T> running;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            running = HasChanges ? ChangeThenAsync(run) : run();
        }
        catch
        {
            _turn.Exit();
            throw;
        }

        return await FinishTurnAsync(running, name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> FinishTurnAsync<T>(Task<T> running, string name, CancellationToken cancellationToken)
    {
        // The turn ends with what runs, not with the patience of who waits for it.
        _ = running.ContinueWith(
            static (_, turn) => ((Turn)turn!).Exit(), _turn, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !running.IsCompleted)
        {
            running.Observe();
            _ = KillAfterGraceAsync(running);
            throw;
        }
        catch (WorkerNotEnteredException e)
        {
            throw Lost(name, e);
        }
    }

    private async Task KillAfterGraceAsync<T>(Task<T> running)
    {
        try
        {
            await running.WaitAsync(_host.Options.CancellationGrace, _host.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            _worker.EndHung(KillReason.Cancelled);
        }
        catch (Exception)
        {
            // How an abandoned call ended concerns nobody any more.
        }
    }
}
