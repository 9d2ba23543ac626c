// The host's end of a worker's pipe.
using FfiIsolation.Rpc;
using MessagePack;
using MessagePack.Resolvers;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace FfiIsolation.Lanes;

internal sealed class RpcConnection : IAsyncDisposable
{
    // The worker is hostile: MessagePack's defences against hash collisions and deep nesting are on.
    private static readonly MessagePackSerializerOptions s_options = MessagePackSerializerOptions.Standard
        .WithResolver(StandardResolverAllowPrivate.Instance)
        .WithSecurity(MessagePackSecurity.UntrustedData);

    private readonly MultiplexingStream _channels;
    private readonly JsonRpc _controlRpc;
    private readonly JsonRpc _callsRpc;

    public RpcConnection(Stream pipe)
    {
        _channels = WorkerChannels.Open(pipe);

        // The host offers channels, the worker never does.
        _channels.ChannelOffered += (_, _) => Violated?.Invoke();
        (_controlRpc, Control) = Attach<IWorkerControl>(WorkerChannels.Control);
        (_callsRpc, IWorkerCalls calls) = Attach<IWorkerCalls>(WorkerChannels.Calls);
        Lane = new RpcLane(calls, _channels);
    }

    /// <summary>Called when the worker does what no worker does.</summary>
    public Action? Violated { get; set; }

    public IWorkerControl Control { get; }

    public RpcLane Lane { get; }

    /// <summary>Completes when the pipe has ended.</summary>
    public Task Ended => _channels.Completion;

    public async ValueTask DisposeAsync()
    {
        _controlRpc.Dispose();
        _callsRpc.Dispose();
        await _channels.DisposeAsync().ConfigureAwait(false);
    }

    private (JsonRpc Rpc, T Proxy) Attach<T>(int channel)
        where T : class
    {
        var formatter = new MessagePackFormatter();
        formatter.SetMessagePackSerializerOptions(s_options);
        var rpc = new JsonRpc(new BoundedMessageHandler(_channels.AcceptChannel((ulong)channel), formatter));
        T proxy = rpc.Attach<T>();
        rpc.StartListening();
        return (rpc, proxy);
    }
}
