using System.Collections.Concurrent;
using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Host;

/// <summary>The real host.</summary>
internal sealed class CallHost : ICallHost
{
    // Far more than a demo has; a host that nobody asks must not grow.
    private const int MostEvents = 1000;

    private readonly NativeHost _host;
    private readonly ConcurrentQueue<SupervisionEventArgs> _events = new();

    // Of workers, by their numbers: set when all that was told before their ends has been told.
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _ends = new();

    private CallHost(NativeHost host, Action<string> libraryWrote, Action<string> warned)
    {
        _host = host;
        host.OutputReceived += (_, line) => libraryWrote(line.Text);
        host.OwnershipReported += (_, happened) =>
        {
            if (happened.Kind == OwnershipEventKind.LeftAllocated)
            {
                warned(happened.Message);
            }
        };
        host.SupervisionChanged += (_, happened) =>
        {
            if (happened is { Kind: SupervisionEventKind.WorkerStopped or SupervisionEventKind.WorkerDied, Generation: { } generation })
            {
                EndOf(generation).TrySetResult();
            }

            if (_events.Count < MostEvents)
            {
                _events.Enqueue(happened);
            }
        };
    }

    public string WorkerPath => _host.WorkerPath;

    /// <summary>Starts a host.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="libraryWrote">Gets each line that a library writes in a worker; called from any thread.</param>
    /// <param name="warned">Gets what sessions leave allocated, in a sentence; called from any thread, before the session's <c>DisposeAsync</c> has returned.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ICallHost> StartAsync(NativeHostOptions options, Action<string> libraryWrote, Action<string> warned, CancellationToken cancellationToken) =>
        new CallHost(await NativeHost.StartAsync(options, cancellationToken).ConfigureAwait(false), libraryWrote, warned);

    public async ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken)
    {
        IsolatedLibrary loaded = await _host.LoadAsync(request.Library, request.Declarations, cancellationToken).ConfigureAwait(false);
        return new BoundFunction(await loaded.FunctionAsync(request.Prototype, cancellationToken: cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<string> LoadAsync(string library, CancellationToken cancellationToken) =>
        (await _host.LoadAsync(library, cancellationToken: cancellationToken).ConfigureAwait(false)).Path;

    public async ValueTask<ICallSession> OpenSessionAsync(HeapGuarding heap, CancellationToken cancellationToken)
    {
        NativeSession session = await _host.OpenSessionAsync(new SessionOptions { HeapGuarding = heap }, cancellationToken).ConfigureAwait(false);
        if (heap == HeapGuarding.Off)
        {
            return new CallSession(session, Task.CompletedTask);
        }

        return new CallSession(session, EndOf(session.Generation).Task);
    }

    /// <summary>By whoever asks first: the worker may end before its session is waited for.</summary>
    private TaskCompletionSource EndOf(long generation) =>
        _ends.GetOrAdd(generation, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public IReadOnlyList<SupervisionEventArgs> TakeEvents()
    {
        var taken = new List<SupervisionEventArgs>();
        while (_events.TryDequeue(out SupervisionEventArgs? happened))
        {
            taken.Add(happened);
        }

        return taken;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
