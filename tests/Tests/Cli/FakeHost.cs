using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Tests.Cli;

/// <summary>A host without processes: what a function does is said by the test.</summary>
internal sealed class FakeHost : ICallHost
{
    private readonly Dictionary<string, Func<NativeArgument[], CallResult>> _functions = new(StringComparer.Ordinal);

    public List<string> Calls { get; } = [];

    public List<CallOptions> Options { get; } = [];

    public Queue<SupervisionEventArgs> Events { get; } = new();

    public int OpenSessions { get; private set; }

    public int SessionsOpened { get; private set; }

    public bool IsDisposed { get; private set; }

    public string WorkerPath => "/opt/worker/ffi-worker";

    public FakeHost Function(string name, Func<NativeArgument[], CallResult> body)
    {
        _functions[name] = body;
        return this;
    }

    public FakeHost Function(string name, object? value) => Function(name, _ => new CallResult(value, Errno: 0, Warning: null));

    public ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken)
    {
        if (request.Library == "missing")
        {
            throw new LibraryNotFoundException(request.Library, ["/lib/libmissing.so: no such file"], missingDependency: null);
        }

        string name = (request.Declarations is { } declarations ? Prototype.Parse(request.Prototype, declarations) : Prototype.Parse(request.Prototype)).Name;
        return _functions.TryGetValue(name, out Func<NativeArgument[], CallResult>? body)
            ? new ValueTask<IBoundFunction>(new Bound(this, name, body))
            : throw new SymbolNotFoundException(name, "/lib/lib.so", [], cppName: null);
    }

    public ValueTask<string> LoadAsync(string library, CancellationToken cancellationToken) =>
        library == "missing" ? throw new LibraryNotFoundException(library, [], missingDependency: null) : new ValueTask<string>($"/lib/lib{library}.so");

    /// <summary>How the heap of the last session that was opened is watched.</summary>
    public HeapGuarding Heap { get; private set; }

    public ValueTask<ICallSession> OpenSessionAsync(HeapGuarding heap, CancellationToken cancellationToken)
    {
        Heap = heap;
        OpenSessions++;
        SessionsOpened++;
        return new ValueTask<ICallSession>(new Session(this));
    }

    public IReadOnlyList<SupervisionEventArgs> TakeEvents()
    {
        SupervisionEventArgs[] events = Events.ToArray();
        Events.Clear();
        return events;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private sealed class Session(FakeHost host) : ICallSession
    {
        public int ProcessId => 4321;

        public ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken) =>
            host.BindAsync(request, cancellationToken);

        public ValueTask DisposeAsync()
        {
            host.OpenSessions--;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Bound(FakeHost host, string name, Func<NativeArgument[], CallResult> body) : IBoundFunction
    {
        public ValueTask<CallResult> InvokeAsync(CallOptions options, NativeArgument[] arguments)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            host.Calls.Add($"{name}({string.Join(", ", arguments)})");
            host.Options.Add(options);
            return new ValueTask<CallResult>(body(arguments));
        }
    }
}
