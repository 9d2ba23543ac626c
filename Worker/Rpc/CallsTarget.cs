using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.Worker.Calls;
using Nerdbank.Streams;

namespace FfiIsolation.Worker.Rpc;

/// <summary>Runs call images, one at a time, on the call thread.</summary>
internal sealed class CallsTarget(MultiplexingStream channels, CallThread thread, ImageRunner runner) : IWorkerCalls
{
    public async Task<InvokeReply> InvokeAsync(InvokeRequest request)
    {
        if (!request.Bulk)
        {
            return await thread.RunAsync(() =>
            {
                using var outputs = new MemoryStream();
                byte[] result = runner.Run(request.Image, new MemoryStream(request.Blocks), outputs);
                return new InvokeReply { Result = result, Blocks = outputs.ToArray() };
            }).ConfigureAwait(false);
        }

        ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(request.Image.AsSpan(CallImageLayout.Sequence));
        MultiplexingStream.Channel channel = await channels.AcceptChannelAsync(WorkerChannels.Bulk(sequence)).ConfigureAwait(false);
        await using Stream bulk = channel.AsStream();
        return await thread.RunAsync(() => new InvokeReply { Result = runner.Run(request.Image, bulk, bulk), Blocks = [] }).ConfigureAwait(false);
    }
}
