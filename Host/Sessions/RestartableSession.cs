using System.Runtime.CompilerServices;
using FfiIsolation.Sessions;
using FfiIsolation.Supervision;

namespace FfiIsolation;

/// <summary>
/// A session that is set up again when its worker has ended: what it needs is loaded, opened and configured by a function of the application, on the first worker and on each that takes
/// over, before the next use. Uses get what that function made, so that none meets a handle of a worker that is gone. No use is made again by itself: the one that lost the worker ends
/// with its exception. Safe for use from many threads.
/// </summary>
/// <typeparam name="TState">What the set-up makes: handles, functions, a typed client.</typeparam>
public sealed class RestartableSession<TState> : IDisposable, IAsyncDisposable
{
    private readonly NativeHost _host;
    private readonly Func<NativeSession, Task<TState>> _setUp;
    private readonly RestartableSessionOptions _options;
    private readonly Turn _turn = new();
    /// <summary>True in the flow of a set-up while it runs; what it has started and left running may use the session later.</summary>
    private readonly AsyncLocal<StrongBox<bool>?> _settingUp = new();

    // Changed by whoever has the turn; a use takes both at once.
    private volatile SessionInUse<TState> _current;
    private int _failures;
    private Exception? _lastFailure;
    private int _restarts;
    private int _disposed;

    private RestartableSession(NativeHost host, Func<NativeSession, Task<TState>> setUp, RestartableSessionOptions options, SessionInUse<TState> first)
    {
        _host = host;
        _setUp = setUp;
        _options = options;
        _current = first;
    }

    /// <summary>The session as it is: on the worker that was set up last, which may have ended. Its <see cref="NativeSession.Loss"/> says what was lost.</summary>
    public NativeSession Session => _current.Session;

    /// <summary>How often a worker has taken over.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Uses the session, on the caller's thread. Where its worker has ended, another is set up first, once.</summary>
    /// <param name="use">Gets what the set-up made. It runs once. What it throws is thrown.</param>
    /// <exception cref="WorkerLostException">The worker had ended, and setting up another failed; <paramref name="use"/> did not run.</exception>
    /// <exception cref="WorkerUnavailableException">No worker can be had; <paramref name="use"/> did not run.</exception>
    /// <exception cref="InvalidOperationException">This was called from within the set-up.</exception>
    public TResult Use<TResult>(Func<TState, TResult> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        SessionInUse<TState> current = Ready() ?? RestartAsync(CancellationToken.None).GetAwaiter().GetResult();
        return use(current.State);
    }

    /// <inheritdoc cref="Use{TResult}(Func{TState, TResult})"/>
    public void Use(Action<TState> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        Use(state =>
        {
            use(state);
            return true;
        });
    }

    /// <summary>Uses the session. Where its worker has ended, another is set up first, once.</summary>
    /// <inheritdoc cref="Use{TResult}(Func{TState, TResult})"/>
    /// <param name="use">Gets what the set-up made. It runs once. What it throws is thrown.</param>
    /// <param name="cancellationToken">Stops waiting for another worker. Calls have tokens of their own.</param>
    public async Task<TResult> UseAsync<TResult>(Func<TState, Task<TResult>> use, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(use);
        SessionInUse<TState> current = Ready() ?? await RestartAsync(cancellationToken).ConfigureAwait(false);
        return await use(current.State).ConfigureAwait(false);
    }

    /// <inheritdoc cref="UseAsync{TResult}(Func{TState, Task{TResult}}, CancellationToken)"/>
    public async Task UseAsync(Func<TState, Task> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        SessionInUse<TState> current = Ready() ?? await RestartAsync(CancellationToken.None).ConfigureAwait(false);
        await use(current.State).ConfigureAwait(false);
    }

    /// <summary>Ends the session and its worker. What the set-up made is not disposed: its native part is gone with the worker.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // A worker that is being set up is ended by whoever does that.
            await _current.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal static async Task<RestartableSession<TState>> OpenAsync(
        NativeHost host, Func<NativeSession, Task<TState>> setUp, RestartableSessionOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        NativeSession session = await host.OpenSessionAsync(options.OfSession, cancellationToken).ConfigureAwait(false);
        try
        {
            TState state = await setUp(session).ConfigureAwait(false);
            session.IsSetUpAgain = true;
            return new RestartableSession<TState>(host, setUp, options, new SessionInUse<TState>(session, state));
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The session, unless its worker has ended.</summary>
    private SessionInUse<TState>? Ready()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        SessionInUse<TState> current = _current;
        return current.Session.IsLost ? null : current;
    }

    /// <summary>Sets up another worker, unless somebody else has done so meanwhile.</summary>
    private async Task<SessionInUse<TState>> RestartAsync(CancellationToken cancellationToken)
    {
        if (_settingUp.Value is { Value: true })
        {
            throw new InvalidOperationException("The set-up of a session cannot use the session that it sets up: it gets the one on the new worker as its argument.");
        }

        await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Ready() ?? await SetUpAgainAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Exit();
        }
    }

    private async Task<SessionInUse<TState>> SetUpAgainAsync(CancellationToken cancellationToken)
    {
        NativeSession lost = _current.Session;
        if (_failures == _options.MaxSetUpFailures)
        {
            throw Failed(lost, $"setting up another failed {_failures} times in a row, which is the limit ({nameof(RestartableSessionOptions)}.{nameof(RestartableSessionOptions.MaxSetUpFailures)})", _lastFailure!);
        }

        // Its place among the open sessions is the next one's.
        await lost.DisposeAsync().ConfigureAwait(false);
        NativeSession session = await _host.OpenSessionAsync(_options.OfSession, cancellationToken).ConfigureAwait(false);
        session.IsSetUpAgain = true;
        var settingUp = new StrongBox<bool>(true);
        TState state;
        try
        {
            _settingUp.Value = settingUp;
            state = await _setUp(session).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The application's own failures count like crashes: what cannot be set up is not tried for ever.
            _failures++;
            _lastFailure = e;
            await session.DisposeAsync().ConfigureAwait(false);
            throw Failed(lost, $"setting up worker {session.Generation} failed: {e.Message}", e);
        }
        finally
        {
            settingUp.Value = false;
        }

        _failures = 0;
        _current = new SessionInUse<TState>(session, state);
        if (Volatile.Read(ref _disposed) != 0)
        {
            // Whoever disposed this meanwhile may have seen the session before alone.
            await session.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(RestartableSession<TState>));
        }

        Interlocked.Increment(ref _restarts);
        _host.Events.Raise(new SupervisionEventArgs(
            SupervisionEventKind.SessionRestarted, $"The session on worker {lost.Generation} was set up again on worker {session.Generation}.", lost.LastLoss?.Report));
        return _current;
    }

    private static WorkerLostException Failed(NativeSession lost, string why, Exception inner) =>
        new($"The session's worker has ended, and {why.TrimEnd('.')}. Nothing ran. {lost.LastLoss}".TrimEnd(), started: false, lost.LastLoss?.Report, inner, lost.LastLoss);
}
