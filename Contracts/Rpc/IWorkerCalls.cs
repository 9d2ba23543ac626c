using PolyType;
using StreamJsonRpc;

namespace FfiIsolation.Rpc;

/// <summary>The one request that does something: run a call image. Travels in the channel <see cref="WorkerChannels.Calls"/>.</summary>
[JsonRpcContract, GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
internal partial interface IWorkerCalls
{
    /// <summary>Runs an image on the worker's call thread. One at a time; a second one waits for the first.</summary>
    Task<InvokeReply> InvokeAsync(InvokeRequest request);
}
