// A worker's end of the pipe as the worker builds it, with targets that a test gives, and the real host's end.
using System.IO.Pipelines;
using FfiIsolation.Lanes;
using FfiIsolation.Rpc;
using Nerdbank.Streams;
using PolyType;
using StreamJsonRpc;

namespace FfiIsolation.Tests.Rpc;

internal sealed partial class FakeWorker : IAsyncDisposable
{
    private readonly JsonRpc _control;
    private readonly JsonRpc _calls;
    private readonly JsonRpc _bulk;

    /// <param name="custom">Replaces the conversation about calls.</param>
    public FakeWorker(IWorkerCalls? calls = null, IWorkerControl? control = null, Func<IDuplexPipe, JsonRpc>? custom = null)
    {
        (Stream host, Stream worker) = FullDuplexStream.CreatePair();
        (Stream hostCalls, Stream workerCalls) = FullDuplexStream.CreatePair();
        Host = new RpcConnection(host, hostCalls);
        Lane = Host.Lane!;
        Channels = WorkerChannels.Open(worker);
        _control = Listen(Channels.AcceptChannel(WorkerChannels.Control), RpcTargetMetadata.FromShape<IWorkerControl>(), control ?? new NoControl());
        _bulk = Listen(Channels.AcceptChannel(WorkerChannels.BulkCalls), RpcTargetMetadata.FromShape<IWorkerCalls>(), calls ?? new NoCalls());
        var pipe = new StreamPipe(workerCalls);
        _calls = custom?.Invoke(pipe) ?? Listen(pipe, RpcTargetMetadata.FromShape<IWorkerCalls>(), calls ?? new NoCalls());
    }

    public RpcConnection Host { get; }

    public RpcLane Lane { get; }

    public MultiplexingStream Channels { get; }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _calls.Dispose();
        _bulk.Dispose();
        await Channels.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>As in the worker (Worker/Rpc/WorkerServer.cs).</summary>
    public static JsonRpc Listen(IDuplexPipe pipe, RpcTargetMetadata contract, object target)
    {
        var formatter = new NerdbankMessagePackFormatter { TypeShapeProvider = Shapes.GeneratedTypeShapeProvider };
        var rpc = new JsonRpc(new BoundedMessageHandler(pipe, formatter));
        rpc.AddLocalRpcTarget(contract, target, null);
        rpc.StartListening();
        return rpc;
    }

    [GenerateShapeFor<HandshakeRequest>]
    [GenerateShapeFor<HandshakeReply>]
    [GenerateShapeFor<InvokeRequest>]
    [GenerateShapeFor<InvokeReply>]
    [GenerateShapeFor<AnswerRequest>]
    [GenerateShapeFor<ForeignCallback>]
    [GenerateShapeFor<ForeignAnswer>]
    private sealed partial class Shapes;

    private sealed class NoControl : IWorkerControl
    {
        public Task<HandshakeReply> HandshakeAsync(HandshakeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ForeignCallback> NextCallbackAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task AnswerForeignAsync(ForeignAnswer answer) => throw new NotSupportedException();

        public Task ShutdownAsync() => Task.CompletedTask;
    }

    private sealed class NoCalls : IWorkerCalls
    {
        public Task<InvokeReply> InvokeAsync(InvokeRequest request) => throw new NotSupportedException();

        public Task<InvokeReply> AnswerAsync(AnswerRequest request) => throw new NotSupportedException();
    }
}

/// <summary>Answers calls, and what the host answers to callbacks, by delegates.</summary>
internal sealed class Calls(Func<InvokeRequest, Task<InvokeReply>> answer, Func<AnswerRequest, Task<InvokeReply>>? goOn = null) : IWorkerCalls
{
    public Task<InvokeReply> InvokeAsync(InvokeRequest request) => answer(request);

    public Task<InvokeReply> AnswerAsync(AnswerRequest request) => goOn is null ? throw new NotSupportedException() : goOn(request);
}

/// <summary>Answers the control requests by a delegate.</summary>
internal sealed class Control(
    Func<HandshakeRequest, CancellationToken, Task<HandshakeReply>>? answer = null, Func<Task<ForeignCallback>>? next = null, Action<ForeignAnswer>? answered = null) : IWorkerControl
{
    public Task<HandshakeReply> HandshakeAsync(HandshakeRequest request, CancellationToken cancellationToken) => answer!(request, cancellationToken);

    public Task<ForeignCallback> NextCallbackAsync(CancellationToken cancellationToken) => next!();

    public Task AnswerForeignAsync(ForeignAnswer answer)
    {
        answered!(answer);
        return Task.CompletedTask;
    }

    public Task ShutdownAsync() => Task.CompletedTask;
}
