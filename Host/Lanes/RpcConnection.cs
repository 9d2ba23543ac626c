// The host's end of a worker's connections: one for control and bulk data, and where calls come by JSON-RPC one for them.
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using FfiIsolation.Rpc;
using FfiIsolation.Supervision;
using MessagePack;
using MessagePack.Resolvers;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace FfiIsolation.Lanes;

internal sealed class RpcConnection : IWorkerLink
{
    // The worker is hostile: MessagePack's defences against hash collisions and deep nesting are on.
    internal static MessagePackSerializerOptions Options { get; } = MessagePackSerializerOptions.Standard
        .WithResolver(StandardResolverAllowPrivate.Instance)
        .WithSecurity(MessagePackSecurity.UntrustedData);

    private readonly MultiplexingStream _channels;
    private readonly JsonRpc? _controlRpc;
    private readonly JsonRpc? _callsRpc;
    private readonly JsonRpc? _bulkRpc;
    private readonly int _processId;
    private readonly Action<RpcMessage>? _traced;
    private volatile string? _violation;

    /// <param name="pipe">Control, and bulk data.</param>
    /// <param name="calls">Calls; null where they go another way.</param>
    /// <param name="processId">The worker, for those who trace.</param>
    /// <param name="traced">Gets every message; null where nobody looks.</param>
    public RpcConnection(Stream pipe, Stream? calls = null, int processId = 0, Action<RpcMessage>? traced = null)
    {
        _processId = processId;
        _traced = traced;
        var frames = new FrameCheck();
        _channels = WorkerChannels.Open(new CheckedStream(pipe, frames, frames.Wrote, Refuse));
        (_controlRpc, Control) = Attach<IWorkerControl>(_channels.AcceptChannel(WorkerChannels.Control), "control");
        Ended = _channels.Completion;
        if (calls is not null)
        {
            (_callsRpc, Calls) = Attach<IWorkerCalls>(new StreamPipe(new CheckedStream(calls, new MessageCheck(), null, Refuse)), "calls");
            _callsRpc.Completion.Observe();
            (_bulkRpc, IWorkerCalls bulkCalls) = Attach<IWorkerCalls>(_channels.AcceptChannel(WorkerChannels.BulkCalls), "bulk");
            Lane = new RpcLane(Calls, bulkCalls, _channels, () => _violation);
            Ended = Task.WhenAny(_channels.Completion, _callsRpc.Completion);

            // A call on board learns of the end of either.
            _ = _channels.Completion.ContinueWith(
                static (_, rpc) => ((JsonRpc)rpc!).Dispose(), _callsRpc, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        _channels.ChannelOffered += (_, offer) => Refuse($"The worker offered a channel {TextForReports.Quote(offer.Name)}; all channels are the host's.");
    }

    /// <summary>Called when the worker does what no worker does.</summary>
    public Action? Violated { get; set; }

    public IWorkerControl Control { get; }

    /// <summary>What the lane speaks through; null where calls go another way.</summary>
    public IWorkerCalls? Calls { get; }

    /// <summary>Carries calls; null where they go another way.</summary>
    public RpcLane? Lane { get; }

    ICallLane IWorkerLink.Lane => Lane ?? throw new NotSupportedException("Calls go another way.");

    Task<IWorkerControl> IWorkerLink.ControlAsync() => Task.FromResult(Control);

    /// <summary>Completes when a connection has ended.</summary>
    public Task Ended { get; }

    /// <summary>Its answer may get lost as it goes: what counts is that it goes.</summary>
    public void RequestStop() => Control.ShutdownAsync().Observe();

    /// <summary>Whoever waits learns it from the end of the pipe.</summary>
    public void ProcessGone()
    {
    }

    public void Release()
    {
    }

    public async ValueTask DisposeAsync()
    {
        _controlRpc?.Dispose();
        _callsRpc?.Dispose();
        _bulkRpc?.Dispose();
        await _channels.DisposeAsync().ConfigureAwait(false);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "ILLink.Descriptors.xml keeps what both find at run time; a test of the packages runs a trimmed application.")]
    private (JsonRpc Rpc, T Proxy) Attach<T>(IDuplexPipe pipe, string channel)
        where T : class
    {
        var formatter = new MessagePackFormatter();
        formatter.SetMessagePackSerializerOptions(Options);
        var messages = new BoundedMessageHandler(pipe, formatter) { TakesRequests = false, Violated = Refuse };
        var rpc = new JsonRpc(messages);
        if (_traced is not null)
        {
            RpcTraceListener.Listen(rpc, _processId, channel, _traced);
        }

        T proxy = rpc.Attach<T>();
        rpc.StartListening();
        return (rpc, proxy);
    }

    /// <summary>Takes note of what the worker said, and hangs up: a call on board learns of it.</summary>
    private void Refuse(string violation)
    {
        _violation ??= violation;
        Violated?.Invoke();
        _controlRpc?.Dispose();
        _callsRpc?.Dispose();
        _bulkRpc?.Dispose();
    }
}
