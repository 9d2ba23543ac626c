using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Host;

/// <summary>A real session.</summary>
internal sealed class CallSession : ICallSession
{
    // Events come soon after what they tell; a host under load may be slow with them.
    private static readonly TimeSpan s_longestTelling = TimeSpan.FromSeconds(5);

    private readonly NativeSession _session;
    private readonly Task _told;

    /// <param name="told">Ends when all has been told that the session's end tells.</param>
    public CallSession(NativeSession session, Task told) => (_session, _told) = (session, told);

    public int ProcessId => _session.ProcessId;

    public async ValueTask<IBoundFunction> BindAsync(CallRequest request, CancellationToken cancellationToken)
    {
        IsolatedLibrary loaded = await _session.LoadAsync(request.Library, request.Declarations, cancellationToken).ConfigureAwait(false);
        return new BoundFunction(await loaded.FunctionAsync(request.Prototype, cancellationToken: cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAny(_told, Task.Delay(s_longestTelling)).ConfigureAwait(false);
    }
}
