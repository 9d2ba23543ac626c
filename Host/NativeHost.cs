using FfiIsolation.Callbacks;
using FfiIsolation.Calls;
using FfiIsolation.DebugInfo;
using FfiIsolation.Diagnostics;
using FfiIsolation.Headers;
using FfiIsolation.Injection;
using FfiIsolation.Lanes;
using FfiIsolation.Libraries;
using FfiIsolation.Quarantining;
using FfiIsolation.Supervision;
using FfiIsolation.Workers;

namespace FfiIsolation;

/// <summary>
/// Calls native functions in disposable worker processes: whatever a function does, this process lives on. Owns its workers.
/// Safe for use from many threads; dispose it once it is not needed, which ends all of its workers.
/// </summary>
public sealed partial class NativeHost : ICallScope, IDisposable, IAsyncDisposable
{
    private readonly NativeHostOptions _options;
    private readonly HostTelemetry _telemetry;
    private readonly HostHistory _history;
    private readonly HostEvents _events;
    private readonly DeadlineWatcher _deadlines;
    private readonly LibraryCatalog _catalog;
    private readonly LibraryLoader _loader;
    private readonly Binder _binder;
    private readonly VariableAccess _variables;
    private readonly WorkerPool _pool;
    private readonly CallRunner _runner;
    private readonly CallRetrier _retrier;
    private readonly Lazy<Task> _end;
    private readonly Suspects _suspects;
    private readonly CallQuarantine _quarantine;
    private ICallInterceptor? _interceptor;

    private NativeHost(NativeHostOptions options)
    {
        Platform.ThrowIfUnsupported();
        _options = options = options with { }; // a copy: what its owner changes from now on changes nothing here
        options.Validate();
        Confining.ConfinementSupport.ThrowIfLacking(options.Confinement);
        Lane = Platform.LaneFor(options.Lane, Environment.GetEnvironmentVariable(Platform.LaneVariable));
        _telemetry = new HostTelemetry(options.Name);
        _history = new HostHistory(options.TimeProvider);
        _events = new HostEvents(options.LoggerFactory, _telemetry, _history) { Sender = this };
        _deadlines = new DeadlineWatcher(options.TimeProvider);
        WorkerPath = WorkerLocator.Find(options.WorkerPath, Environment.GetEnvironmentVariable, File.Exists, WorkerPermission.Ensure);
        _catalog = new LibraryCatalog(options.MaxTextBytes, options.BufferGuarding);
        _suspects = new Suspects(options.Quarantine, options.TimeProvider, _events);
        _binder = new Binder(_catalog, new LibraryQuarantine(_suspects, () => _pool!));
        var locator = new LibraryLocator(new RealFiles(), LibraryDirectories.OfThisProcess());
        _loader = new LibraryLoader(_catalog, locator, _binder);
        Declarations = BoundDeclarations.Of(options.DeclarationChecking, () => new HostHeaders(options, locator, new HeaderReader(options), _events.RaiseHeaderProblem), _events);
        Callbacks = new CallbackBinder(_binder, callbacks => ForeignCallbacks.Listen(callbacks, _events));
        _variables = new VariableAccess(_binder, options.CallTimeout);
        var gate = new RestartGate(options.RestartBudget, options.TimeProvider, _events);
        var ledger = new DeathLedger(_events, _suspects, gate);
        var factory = new WorkerFactory(options, WorkerPath, _deadlines, _events, _telemetry, Lane, death => Died(death, ledger));
        _pool = new WorkerPool(options, factory.StartAsync, factory.StartGuardedAsync, gate, _events, worker => _binder.PrepareAsync(worker, options.StartTimeout));
        _quarantine = new CallQuarantine(_suspects, _pool);
        InSession = new CallQuarantine(_suspects, null);
        Quarantine = new HostQuarantine(this, _suspects);
        _runner = new CallRunner(_pool, _binder, Callbacks, _catalog, options);
        _retrier = new CallRetrier(options, _events);
        _end = new Lazy<Task>(EndAsync);
        _telemetry.Observe(_pool.Counts); // last: a host that is not made is not observed
    }

    /// <summary>A worker ended unexpectedly. Raised on a pool thread.</summary>
    public event EventHandler<CrashReportedEventArgs>? CrashReported
    {
        add => _events.Crash += value;
        remove => _events.Crash -= value;
    }

    /// <summary>Workers were started, died, are retried, or are not replaced any more. Raised on a pool thread.</summary>
    public event EventHandler<SupervisionEventArgs>? SupervisionChanged
    {
        add => _events.Supervision += value;
        remove => _events.Supervision -= value;
    }

    /// <summary>A library wrote a line on its worker's standard output or error. Raised on a pool thread, line after line; of a library that writes faster than they are taken, the oldest lines are lost.</summary>
    public event EventHandler<WorkerOutputEventArgs>? OutputReceived
    {
        add => _events.Output += value;
        remove => _events.Output -= value;
    }

    /// <summary>A session's handle was disposed twice, used after it was freed, or left open at the session's end. Raised on a pool thread.</summary>
    public event EventHandler<OwnershipEventArgs>? OwnershipReported
    {
        add => _events.Ownership += value;
        remove => _events.Ownership -= value;
    }

    /// <summary>A call takes longer than <see cref="NativeHostOptions.SlowCallThreshold"/>: told once, with its native stack, while it goes on. Raised on a pool thread.</summary>
    public event EventHandler<SlowCallEventArgs>? SlowCallReported
    {
        add => _events.SlowCall += value;
        remove => _events.SlowCall -= value;
    }

    /// <summary>Native code tried what <see cref="NativeHostOptions.Confinement"/> refuses. Raised on a pool thread; for each worker, once for each different action, and for 16 at most.</summary>
    public event EventHandler<ActionRefusedEventArgs>? ActionRefused
    {
        add => _events.Refused += value;
        remove => _events.Refused -= value;
    }

    /// <summary>The worker's executable.</summary>
    public string WorkerPath { get; }

    /// <summary>What carries the calls: <see cref="LaneChoice.SharedMemory"/> or <see cref="LaneChoice.Rpc"/>.</summary>
    public LaneChoice Lane { get; }

    /// <summary>What is refused since it keeps killing workers, and for how long.</summary>
    public HostQuarantine Quarantine { get; }

    /// <summary>The name of the one ActivitySource and the one Meter of this library, for those who listen.</summary>
    public const string TelemetryName = Telemetry.Name;

    /// <summary>What the host knows of itself now. Asking starts nothing, and works after the host was disposed.</summary>
    public HostStatus Status => HealthRules.Judge(_pool.Counts(), _history.Past, _options.RestartBudget, _options.MaxQueuedCalls);

    /// <summary>What a test puts before the calls of this host; null otherwise.</summary>
    internal ICallInterceptor? Interceptor => _interceptor;

    NativeHost ICallScope.Host => this;

    int? ICallScope.PointerGeneration => null;

    CallQuarantine ICallScope.Quarantine => _quarantine;

    /// <summary>The same for calls of sessions, each of which has a worker of its own.</summary>
    internal CallQuarantine InSession { get; }

    internal LibraryCatalog Catalog => _catalog;

    internal CallRunner Runner => _runner;

    internal Binder Binder => _binder;

    internal CallbackBinder Callbacks { get; }

    /// <summary>What holds declarations against what their libraries say; null where the options want nothing of it.</summary>
    internal BoundDeclarations? Declarations { get; }

    internal LibraryLoader Loader => _loader;

    internal HostEvents Events => _events;

    internal VariableAccess Variables => _variables;

    internal NativeHostOptions Options => _options;

    internal WorkerPool Pool => _pool;

    /// <summary>Starts a host and its first worker.</summary>
    /// <param name="options">null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; says which, all of them.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 with glibc, or the kernel lacks what the confinement needs; says what to do.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be started; says why.</exception>
    public static NativeHost Start(NativeHostOptions? options = null) => BlockedCaller.Await(StartAsync, options, CancellationToken.None);

    /// <inheritdoc cref="Start"/>
    /// <param name="options">null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<NativeHost> StartAsync(NativeHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        var host = new NativeHost(options ?? new NativeHostOptions());
        try
        {
            WorkerProcess first = await host._pool.RentAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            host._pool.Return(first);
            host._events.LogStart(host._options, host.Lane, host.WorkerPath);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finds a library and loads it, in a worker.</summary>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <exception cref="LibraryNotFoundException">It is not there, or does not load; lists every path tried.</exception>
    /// <exception cref="NativeCrashException">It crashed while it was loaded.</exception>
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
        (_, LibraryEntry entry) = await _runner.RunAsync(
            worker => _loader.LoadAsync(worker, name, _options.CallTimeout), $"loading {name}", cancellationToken).ConfigureAwait(false);
        return new IsolatedLibrary(this, _catalog, entry, declarations);
    }

    /// <summary>Finds a library and loads it, with what its header declares as text: types, functions, variables.</summary>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <param name="declarations">C declarations, as for <see cref="Declarations.Parse(string)"/>. The same text gives the same types.</param>
    /// <exception cref="PrototypeException">The declarations cannot be read; shows where.</exception>
    /// <exception cref="LibraryNotFoundException">It is not there, or does not load; lists every path tried.</exception>
    public IsolatedLibrary Load(string name, string declarations) => Load(name, _catalog.Read(declarations));

    /// <inheritdoc cref="Load(string, string)"/>
    /// <param name="name">As people name it: <c>m</c>, <c>libm.so.6</c>, or a path.</param>
    /// <param name="declarations">C declarations, as for <see cref="Declarations.Parse(string)"/>.</param>
    public Task<IsolatedLibrary> LoadAsync(string name, string declarations) => LoadAsync(name, _catalog.Read(declarations));

    /// <summary>Opens a session: state that lives in one worker of its own until the session is closed. The worker is one that has run no call before.</summary>
    /// <param name="options">null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="CallRejectedException">As many sessions are open as may be.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    public NativeSession OpenSession(SessionOptions? options = null) => OpenSessionAsync(options).GetAwaiter().GetResult();

    /// <inheritdoc cref="OpenSession"/>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NativeSession> OpenSessionAsync(CancellationToken cancellationToken) => OpenSessionAsync(null, cancellationToken);

    /// <inheritdoc cref="OpenSession"/>
    /// <param name="options">null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<NativeSession> OpenSessionAsync(SessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options?.Validate();
        return new(this, await _pool.DetachAsync(guardedHeap: options is { HeapGuarding: HeapGuarding.Guarded }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens a session that is set up again, on another worker, when its worker has ended.</summary>
    /// <typeparam name="TState">What the set-up makes.</typeparam>
    /// <param name="setUp">Loads, opens and configures what the session needs, on the worker of the session that it gets, and returns what uses of the session need. Called now, and again on each
    /// worker that takes over, so it must be safe to repeat.</param>
    /// <param name="options">null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="CallRejectedException">As many sessions are open as may be.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had.</exception>
    public RestartableSession<TState> OpenRestartableSession<TState>(Func<NativeSession, TState> setUp, RestartableSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(setUp);
        return OpenRestartableSessionAsync(session => Task.FromResult(setUp(session)), options).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="OpenRestartableSession{TState}(Func{NativeSession, TState}, RestartableSessionOptions?)"/>
    /// <param name="setUp">Loads, opens and configures what the session needs, on the worker of the session that it gets, and returns what uses of the session need. Called now, and again on each
    /// worker that takes over, so it must be safe to repeat.</param>
    /// <param name="options">null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RestartableSession<TState>> OpenRestartableSessionAsync<TState>(
        Func<NativeSession, Task<TState>> setUp, RestartableSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(setUp);
        return RestartableSession<TState>.OpenAsync(this, setUp, options ?? RestartableSessionOptions.Default, cancellationToken);
    }

    /// <returns>Whether there was none before.</returns>
    internal bool TryIntercept(ICallInterceptor interceptor) => Interlocked.CompareExchange(ref _interceptor, interceptor, null) is null;

    internal void EndInterception(ICallInterceptor interceptor) => Interlocked.CompareExchange(ref _interceptor, null, interceptor);

    async Task ICallScope.BindAsync(FunctionTarget function, CancellationToken cancellationToken) =>
        await _runner.RunAsync(
            worker => _binder.BindAsync(worker, function, _options.CallTimeout), function.Prototype.Name, cancellationToken).ConfigureAwait(false);

    CallRunner ICallScope.Runner => _runner;

    void ICallScope.Run(Action<WorkerProcess> run, string name, CancellationToken cancellationToken) => _runner.Run(run, name, cancellationToken);

    void ICallScope.Invoke(PreparedCall call, CallOptions options) => _retrier.Call(_runner, call, options);

    async Task<T> ICallScope.RunAsync<T>(Func<WorkerProcess, VariableAccess, Task<T>> run, string name, CancellationToken cancellationToken) =>
        (await _runner.RunAsync(worker => run(worker, _variables), name, cancellationToken).ConfigureAwait(false)).Result;

    ValueTask<NativeResult> ICallScope.InvokeAsync(PreparedCall call, CallOptions options) => _retrier.CallAsync(_runner, call, options);

    Task<NativeResult> ICallScope.InvokeAsync(FunctionTarget function, NativeArgument[] arguments, CallOptions options) =>
        _runner.CallWithMemoryAsync(function, arguments, options);
}
