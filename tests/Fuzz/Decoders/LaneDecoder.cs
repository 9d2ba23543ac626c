using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A frame of the shared-memory lane: the reply's head, and a callback's record behind it.</summary>
internal sealed class LaneDecoder : Decoder, ICallbackAnswerer
{
    private readonly SegmentMapping _mapping = Map();
    private readonly byte[] _result = new byte[CallImageLayout.ResultSize];

    public override string Name => "lane";

    public override string Runs => "LaneFrame, SegmentMapping";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(ReplyMessage.Return), Sample(ReplyMessage.Callback)];

    public override unsafe bool Decode(byte[] input)
    {
        var frame = new LaneFrame(_mapping, 0);
        var at = new Span<byte>(_mapping.Frame(0), SegmentLayout.FrameSize);
        int head = Math.Min(input.Length, CallImageLayout.ResultSize);
        input.AsSpan(0, head).CopyTo(at[CallImageLayout.Result..]);
        ReadOnlySpan<byte> record = input.AsSpan(head);
        record[..Math.Min(record.Length, CallbackLayout.Size)].CopyTo(at[SegmentLayout.FrameCallback..]);
        try
        {
            ReplyMessage message = frame.Take(BinaryPrimitives.ReadUInt32LittleEndian(at[CallImageLayout.ReplyTurn..]), _result);
            frame.TakeRest(_result);
            if (message == ReplyMessage.Callback)
            {
                Look(frame.CopyCallback(this).Length);
            }

            return true;
        }
        catch (LaneBrokenException)
        {
            return false;
        }
    }

    int ICallbackAnswerer.Answer(int frame, ReadOnlySpan<byte> callback, Span<byte> answer) => 0;

    private static SegmentMapping Map()
    {
        using HostSegment segment = HostSegment.Create(new byte[32]);
        return SegmentMapping.Of(segment.Descriptor);
    }

    private static byte[] Sample(ReplyMessage message)
    {
        byte[] sample = new byte[CallImageLayout.ResultSize + CallbackLayout.Stack + 64];
        BinaryPrimitives.WriteUInt32LittleEndian(sample, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(CallImageLayout.ReplyMessage - CallImageLayout.Result), (uint)message);
        return sample;
    }
}
