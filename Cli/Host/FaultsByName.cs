using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Host;

/// <summary>A host to which <c>faults</c> and <c>faults_cpp</c> mean the fault libraries beside this program.</summary>
internal sealed class FaultsByName : ICallHost
{
    private readonly ICallHost _host;

    public FaultsByName(ICallHost host) => _host = host;

    public string WorkerPath => _host.WorkerPath;

    /// <summary>The path of a fault library; any other name as it is.</summary>
    public static string Resolve(string library) =>
        library is "faults" or "faults_cpp" ? Path.Combine(AppContext.BaseDirectory, "faults", $"lib{library}.so") : library;

    public ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken) =>
        _host.BindAsync(request with { Library = Resolve(request.Library) }, cancellationToken);

    public ValueTask<string> LoadAsync(string library, CancellationToken cancellationToken) => _host.LoadAsync(Resolve(library), cancellationToken);

    public async ValueTask<ICallSession> OpenSessionAsync(HeapGuarding heap, CancellationToken cancellationToken) =>
        new Session(await _host.OpenSessionAsync(heap, cancellationToken).ConfigureAwait(false));

    public IReadOnlyList<SupervisionEventArgs> TakeEvents() => _host.TakeEvents();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class Session : ICallSession
    {
        private readonly ICallSession _session;

        public Session(ICallSession session) => _session = session;

        public int ProcessId => _session.ProcessId;

        public ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken) =>
            _session.BindAsync(request with { Library = Resolve(request.Library) }, cancellationToken);

        public ValueTask DisposeAsync() => _session.DisposeAsync();
    }
}
