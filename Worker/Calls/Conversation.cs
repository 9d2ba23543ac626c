// Plays the host's part of the conversation with the call thread, for a host that speaks by JSON-RPC: lays out what it sent, rings, waits, and takes
// back what came of it.
using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Rpc;
using FfiIsolation.SharedMemory;
using FfiIsolation.Worker.Native;

namespace FfiIsolation.Worker.Calls;

internal sealed class Conversation(WorkerSegment segment)
{
    private readonly Lock _lock = new();
    private readonly CallOnFrame?[] _calls = new CallOnFrame?[SegmentLayout.Frames];

    /// <summary>How many callbacks are out, each in a call of the one before: the frame that the next request is for. Guarded by the lock.</summary>
    private int _callbacksOut;

    /// <summary>Makes a call.</summary>
    /// <param name="frame">0, or that of a callback that is out.</param>
    /// <param name="image">The image.</param>
    /// <param name="inputs">Where the bytes of its input blocks come from.</param>
    /// <param name="bulk">Where the outputs go and which is closed then; null where they go into the reply.</param>
    public InvokeReply Enter(int frame, byte[] image, Stream inputs, Stream? bulk)
    {
        lock (_lock)
        {
            Expect(frame, isAnswer: false);
            LayDown(frame, image, inputs);
            _calls[frame] = new CallOnFrame(image, bulk);
            return Exchange(frame, (RequestMessage)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(CallImageLayout.Message)), frame);
        }
    }

    /// <summary>Answers the callback that is out.</summary>
    public InvokeReply Answer(int frame, byte[] answer)
    {
        lock (_lock)
        {
            Expect(frame, isAnswer: true);
            ReadOnlySpan<byte> memory = CallbackBytes.MemoryOf(answer);
            Span<byte> record = segment.Callback(frame);
            memory.CopyTo(record[CallbackLayout.Data..]);
            answer.AsSpan(0, CallbackLayout.AnswerSize).CopyTo(record[CallbackLayout.Answer..]);
            _callbacksOut--;
            return Exchange(frame, RequestMessage.CallbackReturn, frame - 1);
        }
    }

    private void Expect(int frame, bool isAnswer)
    {
        if (frame != _callbacksOut || frame >= SegmentLayout.Frames || (isAnswer && frame == 0))
        {
            throw new InvalidDataException($"Frame {frame} is not the one whose turn it is; {_callbacksOut} callbacks are out.");
        }
    }

    /// <summary>Everything but the result.</summary>
    private void LayDown(int frame, byte[] image, Stream inputs)
    {
        Span<byte> room = segment.Image(frame);
        if (image.Length < CallImageLayout.FixedSize || image.Length > room.Length)
        {
            throw new InvalidDataException($"An image has {CallImageLayout.FixedSize} to {room.Length} bytes, not {image.Length}.");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(CallImageLayout.Message)) is not ((uint)RequestMessage.Enter or (uint)RequestMessage.Batch or (uint)RequestMessage.List))
        {
            throw new InvalidDataException("An image is entered, once or for each row of a batch, or holds a list.");
        }

        foreach (Block block in new BlockTable(image))
        {
            if ((block.Direction & BlockDirection.In) != 0)
            {
                inputs.ReadExactly(segment.Window(block.Offset, block.Length));
            }
        }

        image.AsSpan(0, CallImageLayout.Result).CopyTo(room);
        image.AsSpan(CallImageLayout.FixedSize).CopyTo(room[CallImageLayout.FixedSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(room[CallImageLayout.Length..], (uint)image.Length);
    }

    /// <param name="frame">Where the image is, or the record with the answer.</param>
    /// <param name="replying">That of the call which returns then, or calls back.</param>
    private InvokeReply Exchange(int frame, RequestMessage request, int replying)
    {
        ReplyMessage message = NativeLane.Carry((uint)frame, request);
        byte[] result = segment.Image(replying).Slice(CallImageLayout.Result, CallImageLayout.ResultSize).ToArray();
        if (message == ReplyMessage.Callback)
        {
            _callbacksOut = replying + 1;
            return new InvokeReply { Message = (int)message, Result = result, Blocks = [], Callback = CallbackBytes.Used(segment.Callback(_callbacksOut)) };
        }

        CallOnFrame call = _calls[replying]!;
        _calls[replying] = null;
        byte[] outputs = call.Send(segment, result);
        return new InvokeReply { Message = (int)message, Result = result, Blocks = outputs, Callback = [] };
    }
}
