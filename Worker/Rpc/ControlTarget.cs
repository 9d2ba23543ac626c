using FfiIsolation.Rpc;
using FfiIsolation.Worker.Calls;
using FfiIsolation.Worker.Native;

namespace FfiIsolation.Worker.Rpc;

/// <summary>Answers the host's requests that are not calls.</summary>
internal sealed class ControlTarget(WorkerSegment segment, ForeignCallbacks foreign, Action shutDown) : IWorkerControl
{
    public Task<HandshakeReply> HandshakeAsync(HandshakeRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new HandshakeReply
        {
            ProtocolVersion = ProtocolLimits.ProtocolVersion,
            ProductVersion = ProductVersion.Value,
            ContractHash = ContractHash.Value,
            ProcessId = Environment.ProcessId,
            DataModel = WorkerPlatform.DataModel,
            SegmentAddress = segment.Address,
            SymbolLookup = segment.SymbolLookup,
            Capabilities = [WorkerPlatform.RpcLane],
            Secret = segment.TakeSecret(),
        });

    public Task<ForeignCallback> NextCallbackAsync(CancellationToken cancellationToken) => foreign.NextAsync(cancellationToken);

    public Task AnswerForeignAsync(ForeignAnswer answer)
    {
        foreign.Answer(answer);
        return Task.CompletedTask;
    }

    public Task ShutdownAsync()
    {
        segment.AnnounceShutdown();
        shutDown();
        return Task.CompletedTask;
    }
}
