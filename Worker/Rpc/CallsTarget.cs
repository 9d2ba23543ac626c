using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.Worker.Calls;
using Nerdbank.Streams;

namespace FfiIsolation.Worker.Rpc;

/// <summary>Carries call images that came by JSON-RPC to the call thread, one at a time. Blocks the handler's thread for as long: another one would only cost time.</summary>
internal sealed class CallsTarget(MultiplexingStream channels, Conversation conversation) : IWorkerCalls
{
    public async Task<InvokeReply> InvokeAsync(InvokeRequest request)
    {
        if (!request.Bulk)
        {
            return conversation.Enter(request.Frame, request.Image, new MemoryStream(request.Blocks), null);
        }

        ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(request.Image.AsSpan(CallImageLayout.Sequence));
        MultiplexingStream.Channel channel = await channels.AcceptChannelAsync(WorkerChannels.Bulk(sequence)).ConfigureAwait(false);

        // Open until the call ends, which may be an answer later.
        Stream bulk = channel.AsStream();
        return conversation.Enter(request.Frame, request.Image, bulk, bulk);
    }

    public Task<InvokeReply> AnswerAsync(AnswerRequest request) => Task.FromResult(conversation.Answer(request.Frame, request.Answer));
}
