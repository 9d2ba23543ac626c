// A worker on the shared-memory lane: the mapped segment, and the pipe, over which JSON-RPC is spoken once something needs it and not before.
using System.IO.Pipes;
using FfiIsolation.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Lanes;

internal sealed class SharedMemoryLink : IWorkerLink
{
    private readonly SegmentMapping _mapping;
    private readonly SharedMemoryLane _lane;
    private readonly Task<NamedPipeServerStream> _pipe;
    private readonly CancellationTokenSource _stopAccepting;
    private readonly Task _hungUp;
    private readonly int _processId;
    private readonly byte[] _secret;
    private readonly Lock _lock = new();
    private Task<RpcConnection>? _connection;
    private bool _disposed;
    private bool _released;

    /// <param name="mapping">The segment, which the link owns.</param>
    /// <param name="pipe">The worker's end of the pipe, once it is accepted.</param>
    /// <param name="stopAccepting">Ends <paramref name="pipe"/>; the link's to dispose.</param>
    /// <param name="hungUp">Completes when the worker has closed the pipe.</param>
    public SharedMemoryLink(SegmentMapping mapping, Task<NamedPipeServerStream> pipe, CancellationTokenSource stopAccepting, Task hungUp, int processId, byte[] secret)
    {
        _mapping = mapping;
        _pipe = pipe;
        _stopAccepting = stopAccepting;
        _hungUp = hungUp;
        _processId = processId;
        _secret = secret;
        _lane = new SharedMemoryLane(mapping);
    }

    public ICallLane Lane => _lane;

    /// <summary>Nobody reads the pipe before JSON-RPC is spoken; whoever watches the process sees its end all the same.</summary>
    public Task Ended => _hungUp;

    public Action? Violated { get; set; }

    /// <summary>The JSON-RPC connection, made and checked when it is first asked for.</summary>
    /// <exception cref="WorkerStartException">The process on the pipe is not the worker, or not one of this build.</exception>
    public Task<RpcConnection> ConnectAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _connection ??= OpenAsync();
        }
    }

    public async Task<IWorkerControl> ControlAsync() => (await ConnectAsync().ConfigureAwait(false)).Control;

    public void RequestStop()
    {
        lock (_lock)
        {
            if (!_released)
            {
                _lane.Stop();
            }
        }
    }

    public void ProcessGone()
    {
        lock (_lock)
        {
            if (!_released)
            {
                _lane.MarkDead();
            }
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _released = true;
            _mapping.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<RpcConnection>? connection;
        lock (_lock)
        {
            _disposed = true;
            connection = _connection;
        }

        await _stopAccepting.CancelAsync().ConfigureAwait(false);
        try
        {
            if (connection is not null)
            {
                await (await connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }

            await (await _pipe.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The worker went before it was connected, or while it was; there is nothing left to close.
        }

        _stopAccepting.Dispose();
    }

    private async Task<RpcConnection> OpenAsync()
    {
        var connection = new RpcConnection(await _pipe.ConfigureAwait(false)) { Violated = () => Violated?.Invoke() };
        try
        {
            await Handshake.PerformAsync(connection, _processId, _secret, _stopAccepting.Token).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
