// The reference lane: a call image as one JSON-RPC request. What is too large for a message goes through a channel of its own.
using FfiIsolation.Calls;
using FfiIsolation.Rpc;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace FfiIsolation.Lanes;

internal sealed class RpcLane(IWorkerCalls calls, MultiplexingStream channels) : ICallLane
{
    public async Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence)
    {
        try
        {
            bool bulk = call.InputBytes > ProtocolLimits.BulkThresholdBytes || call.MaxOutputBytes > ProtocolLimits.BulkThresholdBytes;
            return bulk ? await CarryBulkAsync(call, sequence).ConfigureAwait(false) : await CarryMessageAsync(call).ConfigureAwait(false);
        }
        catch (RemoteRpcException e) when (e is not ConnectionLostException)
        {
            // The worker answered with an error. It has no reason to: images are checked on this side.
            throw new LaneBrokenException(e.Message, isViolation: true, e);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException or IOException or OperationCanceledException or MultiplexingProtocolException)
        {
            throw new LaneBrokenException(e.Message, isViolation: false, e);
        }
    }

    private async Task<LaneReply> CarryMessageAsync(PreparedCall call)
    {
        byte[] blocks = call.InputBytes == 0 ? [] : new byte[call.InputBytes];
        call.CopyInputs(blocks);
        InvokeReply reply = await calls.InvokeAsync(new InvokeRequest { Image = call.Image, Blocks = blocks, Bulk = false }).ConfigureAwait(false);
        return new LaneReply(reply.Result, reply.Blocks);
    }

    private async Task<LaneReply> CarryBulkAsync(PreparedCall call, ulong sequence)
    {
        Task<MultiplexingStream.Channel> offered = channels.OfferChannelAsync(WorkerChannels.Bulk(sequence));
        Task<InvokeReply> replied = calls.InvokeAsync(new InvokeRequest { Image = call.Image, Blocks = [], Bulk = true });
        if (await Task.WhenAny(offered, replied).ConfigureAwait(false) == replied)
        {
            await replied.ConfigureAwait(false);
        }

        MultiplexingStream.Channel channel = await offered.ConfigureAwait(false);
        await using Stream bulk = channel.AsStream();
        foreach (ReadOnlyMemory<byte> input in call.Inputs())
        {
            await bulk.WriteAsync(input).ConfigureAwait(false);
        }

        await bulk.FlushAsync().ConfigureAwait(false);

        // One byte more than the call can give back: a worker that sends it is lying.
        byte[] outputs = new byte[call.MaxOutputBytes + 1];
        int length = await bulk.ReadAtLeastAsync(outputs, outputs.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        InvokeReply reply = await replied.ConfigureAwait(false);
        return new LaneReply(reply.Result, outputs.AsMemory(0, length));
    }
}
