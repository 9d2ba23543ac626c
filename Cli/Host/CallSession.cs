using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Host;

/// <summary>A real session.</summary>
internal sealed class CallSession : ICallSession
{
    private readonly NativeSession _session;

    public CallSession(NativeSession session) => _session = session;

    public int ProcessId => _session.ProcessId;

    public async ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken)
    {
        IsolatedLibrary loaded = await _session.LoadAsync(request.Library, request.Declarations, cancellationToken).ConfigureAwait(false);
        return new BoundFunction(await loaded.FunctionAsync(request.Prototype, cancellationToken: cancellationToken).ConfigureAwait(false));
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
