// The host's end of a worker's pipe.
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
    private static readonly MessagePackSerializerOptions s_options = MessagePackSerializerOptions.Standard
        .WithResolver(StandardResolverAllowPrivate.Instance)
        .WithSecurity(MessagePackSecurity.UntrustedData);

    private readonly MultiplexingStream _channels;
    private readonly JsonRpc? _controlRpc;
    private readonly JsonRpc? _callsRpc;
    private volatile string? _violation;

    public RpcConnection(Stream pipe)
    {
        _channels = WorkerChannels.Open(pipe);
        (_controlRpc, Control) = Attach<IWorkerControl>(WorkerChannels.Control);
        (_callsRpc, Calls) = Attach<IWorkerCalls>(WorkerChannels.Calls);
        Lane = new RpcLane(Calls, _channels, () => _violation);
        _channels.ChannelOffered += (_, offer) => Refuse($"The worker offered a channel {TextForReports.Quote(offer.Name)}; all channels are the host's.");
    }

    /// <summary>Called when the worker does what no worker does.</summary>
    public Action? Violated { get; set; }

    public IWorkerControl Control { get; }

    /// <summary>What the lane speaks through.</summary>
    public IWorkerCalls Calls { get; }

    public RpcLane Lane { get; }

    ICallLane IWorkerLink.Lane => Lane;

    /// <summary>Completes when the pipe has ended.</summary>
    public Task Ended => _channels.Completion;

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
        await _channels.DisposeAsync().ConfigureAwait(false);
    }

    private (JsonRpc Rpc, T Proxy) Attach<T>(int channel)
        where T : class
    {
        var formatter = new MessagePackFormatter();
        formatter.SetMessagePackSerializerOptions(s_options);
        var messages = new BoundedMessageHandler(_channels.AcceptChannel((ulong)channel), formatter) { TakesRequests = false, Violated = Refuse };
        var rpc = new JsonRpc(messages);
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
    }
}
