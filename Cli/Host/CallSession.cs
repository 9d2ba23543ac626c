using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Host;

/// <summary>A real session.</summary>
internal sealed class CallSession : ICallSession
{
    private readonly NativeSession _session;

    public CallSession(NativeSession session) => _session = session;

    public async ValueTask<IBoundFunction> BindAsync(string library, string prototype, CancellationToken cancellationToken)
    {
        IsolatedLibrary loaded = await _session.LoadAsync(library, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new BoundFunction(await loaded.FunctionAsync(prototype, cancellationToken).ConfigureAwait(false));
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
