using System.Collections.Concurrent;
using FfiIsolation.Cli.Calls;
using FfiIsolation.Cli.Printing;

namespace FfiIsolation.Cli.Host;

/// <summary>The real host. What libraries write in their workers goes to standard error, so that standard output stays the results'.</summary>
internal sealed class CallHost : ICallHost
{
    // Far more than a demo has; a host that nobody asks must not grow.
    private const int MostEvents = 1000;

    private readonly NativeHost _host;
    private readonly ConcurrentQueue<SupervisionEventArgs> _events = new();

    private CallHost(NativeHost host, Terminal terminal)
    {
        _host = host;
        TextWriter error = TextWriter.Synchronized(terminal.Error);
        host.OutputReceived += (_, line) => error.WriteLine(line.Text);
        host.SupervisionChanged += (_, happened) =>
        {
            if (_events.Count < MostEvents)
            {
                _events.Enqueue(happened);
            }
        };
    }

    /// <summary>Makes hosts that write on the terminal given.</summary>
    public static Func<NativeHostOptions, CancellationToken, ValueTask<ICallHost>> Starter(Terminal terminal) =>
        async (options, cancellationToken) => new CallHost(await NativeHost.StartAsync(options, cancellationToken).ConfigureAwait(false), terminal);

    public async ValueTask<IBoundFunction> BindAsync(string library, string prototype, CancellationToken cancellationToken)
    {
        IsolatedLibrary loaded = await _host.LoadAsync(library, cancellationToken).ConfigureAwait(false);
        return new BoundFunction(await loaded.FunctionAsync(prototype, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<string> LoadAsync(string library, CancellationToken cancellationToken) =>
        (await _host.LoadAsync(library, cancellationToken).ConfigureAwait(false)).Path;

    public async ValueTask<ICallSession> OpenSessionAsync(CancellationToken cancellationToken) =>
        new CallSession(await _host.OpenSessionAsync(cancellationToken).ConfigureAwait(false));

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
