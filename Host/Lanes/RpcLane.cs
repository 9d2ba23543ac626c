// The reference lane: a call image as one JSON-RPC request. What is too large for a message goes through a channel of its own.
using FfiIsolation.Calls;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Supervision;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace FfiIsolation.Lanes;

internal sealed class RpcLane(IWorkerCalls calls, MultiplexingStream channels, Func<string?> violation) : ICallLane
{
    private static readonly TimeSpan s_afterReply = TimeSpan.FromSeconds(2);

    /// <summary>Answers callbacks. Where there is none, no worker has a reason to call back.</summary>
    public ICallbackAnswerer? Callbacks { get; set; }

    public bool IsLookedAt => false;

    public void ExpectCalls()
    {
        // Whatever comes, each message is waited for.
    }

    public Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame) => CarryAsync(call, sequence, frame, null);

    public Task<LaneReply>? CarryOrStart(PreparedCall call, ulong sequence) => CarryAsync(call, sequence, frame: 0, null);

    public void Carry(PreparedCall call, ulong sequence, int frame)
    {
        LaneReply reply;
        if (Callbacks is null)
        {
            reply = CarryAsync(call, sequence, frame, null).GetAwaiter().GetResult();
        }
        else
        {
            // Callbacks run on the thread that waits for their call.
            using var thread = new WaitingThread();
            Task<LaneReply> carrying = CarryAsync(call, sequence, frame, thread);
            thread.ServeUntil(carrying);
            reply = carrying.GetAwaiter().GetResult();
        }

        call.Check(reply);
        call.Keep(reply);
    }

    private async Task<LaneReply> CarryAsync(PreparedCall call, ulong sequence, int frame, WaitingThread? thread)
    {
        try
        {
            bool bulk = call.InputBytes > ProtocolLimits.BulkThresholdBytes || call.MaxOutputBytes > ProtocolLimits.BulkThresholdBytes;
            return bulk ? await CarryBulkAsync(call, sequence, frame, thread).ConfigureAwait(false) : await CarryMessageAsync(call, frame, thread).ConfigureAwait(false);
        }
        catch (RemoteRpcException e) when (e is not ConnectionLostException)
        {
            // The worker answered with an error. It has no reason to: images are checked on this side.
            throw new LaneBrokenException(e.Message, isViolation: true, e);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException or IOException or OperationCanceledException or MultiplexingProtocolException)
        {
            // A worker that died looks like one that was cut off for what it said.
            string? said = violation() ?? (e is OperationCanceledException && !channels.Completion.IsCompleted ? "The worker cancelled a call or refused its channel." : null);
            throw new LaneBrokenException(said ?? e.Message, said is not null, e);
        }
        catch (Exception e) when (e is not LaneBrokenException)
        {
            // A message that cannot be decoded, a reply that is null: whatever a hostile worker thinks of, it is the worker's end and not the caller's.
            throw new LaneBrokenException(e.Message, isViolation: true, e);
        }
    }

    private async Task<LaneReply> CarryMessageAsync(PreparedCall call, int frame, WaitingThread? thread)
    {
        InvokeReply reply = await ConverseAsync(new InvokeRequest { Image = call.Image, Blocks = call.Inputs, Bulk = false, Frame = frame }, thread).ConfigureAwait(false);
        return new LaneReply(reply.Result, reply.Blocks);
    }

    /// <summary>Makes the call, and answers its callbacks until it ends.</summary>
    private async Task<InvokeReply> ConverseAsync(InvokeRequest request, WaitingThread? thread)
    {
        InvokeReply reply = await calls.InvokeAsync(request).ConfigureAwait(false);
        int inner = request.Frame + 1;
        while ((ReplyMessage)reply.Message == ReplyMessage.Callback)
        {
            if (Callbacks is not { } callbacks || inner >= SegmentLayout.Frames)
            {
                throw new LaneBrokenException("The worker called back, and nothing is bound.", isViolation: true);
            }

            byte[] record = reply.Callback;
            byte[] answer = await (thread is null ? Task.Run(() => Answer(callbacks, inner, record)) : thread.Run(() => Answer(callbacks, inner, record))).ConfigureAwait(false);
            reply = await calls.AnswerAsync(new AnswerRequest { Frame = inner, Answer = answer }).ConfigureAwait(false);
        }

        return (ReplyMessage)reply.Message == ReplyMessage.Return
            ? reply
            : throw new LaneBrokenException($"The worker replied with message {reply.Message}, which there is not.", isViolation: true);
    }

    private async Task<LaneReply> CarryBulkAsync(PreparedCall call, ulong sequence, int frame, WaitingThread? thread)
    {
        Task<MultiplexingStream.Channel> offered = channels.OfferChannelAsync(WorkerChannels.Bulk(sequence));
        Task<InvokeReply> replied = ConverseAsync(new InvokeRequest { Image = call.Image, Blocks = [], Bulk = true, Frame = frame }, thread);
        offered.Observe();
        replied.Observe();
        if (await Task.WhenAny(offered, replied).ConfigureAwait(false) == replied)
        {
            // An error; or a worker that took the channel a moment ago, or answers without it.
            await replied.ConfigureAwait(false);
            await offered.WaitAsync(s_afterReply).ConfigureAwait(false);
        }

        MultiplexingStream.Channel channel = await offered.ConfigureAwait(false);
        await using Stream bulk = channel.AsStream();
        await bulk.WriteAsync(call.Inputs).ConfigureAwait(false);
        await bulk.FlushAsync().ConfigureAwait(false);

        // One byte more than the call can give back: a worker that sends it is lying. Read while callbacks are answered: the outputs come after the last.
        byte[] outputs = new byte[call.MaxOutputBytes + 1];
        int length = await bulk.ReadAtLeastAsync(outputs, outputs.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        if (length > call.MaxOutputBytes)
        {
            // Not to wait for an answer: it would come after the rest, which nobody reads.
            throw new LaneBrokenException($"The worker sent more than {call.MaxOutputBytes} bytes.", isViolation: true);
        }

        InvokeReply reply = await replied.ConfigureAwait(false);
        return new LaneReply(reply.Result, outputs.AsMemory(0, length));
    }

    private static byte[] Answer(ICallbackAnswerer callbacks, int frame, byte[] record)
    {
        byte[] answer = new byte[CallbackLayout.AnswerSize + CallbackLayout.DataSize];
        return answer[..callbacks.Answer(frame, record, answer)];
    }
}
