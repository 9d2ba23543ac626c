using PolyType;
using StreamJsonRpc;

namespace FfiIsolation.Rpc;

/// <summary>The requests that do something: run a call image, and answer what it calls back. They travel over a connection of their own, those with bulk data beside it (<see cref="WorkerChannels.BulkCalls"/>).</summary>
[JsonRpcContract, GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
internal partial interface IWorkerCalls
{
    /// <summary>Runs an image on the worker's call thread. One at a time; a second one waits for the first. While a callback is out, one within it.</summary>
    Task<InvokeReply> InvokeAsync(InvokeRequest request);

    /// <summary>Answers the callback that is out.</summary>
    /// <returns>What became then of the call that made it.</returns>
    Task<InvokeReply> AnswerAsync(AnswerRequest request);
}
