using PolyType;
using StreamJsonRpc;

namespace FfiIsolation.Rpc;

/// <summary>What a host asks of a worker apart from calls. Travels in the channel <see cref="WorkerChannels.Control"/>.</summary>
[JsonRpcContract, GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
internal partial interface IWorkerControl
{
    /// <summary>The first request: the two sides tell each other who they are.</summary>
    Task<HandshakeReply> HandshakeAsync(HandshakeRequest request, CancellationToken cancellationToken);

    /// <summary>Completes when another thread than the call thread calls back.</summary>
    Task<ForeignCallback> NextCallbackAsync(CancellationToken cancellationToken);

    /// <summary>Lets the thread of a <see cref="ForeignCallback"/> go on.</summary>
    Task AnswerForeignAsync(ForeignAnswer answer);

    /// <summary>Asks the worker to flush its output and exit with status 0.</summary>
    Task ShutdownAsync();
}
