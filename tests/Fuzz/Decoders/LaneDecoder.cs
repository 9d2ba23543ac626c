using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Workers;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What a worker writes in the shared-memory lane: the exchange, a result part, and a callback's record behind it.</summary>
internal sealed class LaneDecoder : Decoder, ICallbackAnswerer
{
    private readonly SegmentMapping _mapping = Map();
    private readonly byte[] _result = new byte[CallImageLayout.ResultSize];

    public override string Name => "lane";

    public override string Runs => "LaneExchange, LaneFrame, SegmentMapping";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(ReplyMessage.Return), Sample(ReplyMessage.Callback), Sample(ReplyMessage.Registers)];

    public override unsafe bool Decode(byte[] input)
    {
        var exchange = new LaneExchange(_mapping);
        var frame = new LaneFrame(_mapping, exchange, 0);
        var at = new Span<byte>(_mapping.Frame(0), SegmentLayout.FrameSize);
        ReadOnlySpan<byte> rest = Put(input, new Span<byte>(_mapping.Control(SegmentLayout.ControlExchange), SegmentLayout.ExchangeSize));
        rest = Put(rest, at.Slice(CallImageLayout.Result, CallImageLayout.ResultSize));
        Put(rest, at.Slice(SegmentLayout.FrameCallback, CallbackLayout.Size));
        try
        {
            switch (exchange.Take(*exchange.Word, 0, _result))
            {
                case ReplyMessage.Return:
                    frame.TakeResult(_result);
                    break;
                case ReplyMessage.Callback:
                    Look(frame.CopyCallback(this).Length);
                    break;
            }

            return true;
        }
        catch (LaneBrokenException)
        {
            return false;
        }
    }

    CallbackParts ICallbackAnswerer.PartsOf(int callback) => (CallbackParts)callback & CallbackParts.All;

    int ICallbackAnswerer.Answer(int frame, ReadOnlySpan<byte> callback, Span<byte> answer) => 0;

    private static SegmentMapping Map()
    {
        using HostSegment segment = HostSegment.Create(new byte[32]);
        return SegmentMapping.Of(segment.Descriptor);
    }

    /// <returns>What is left.</returns>
    private static ReadOnlySpan<byte> Put(ReadOnlySpan<byte> input, Span<byte> place)
    {
        int length = Math.Min(input.Length, place.Length);
        input[..length].CopyTo(place);
        return input[length..];
    }

    private static byte[] Sample(ReplyMessage message)
    {
        byte[] sample = new byte[SegmentLayout.ExchangeSize + CallImageLayout.ResultSize + CallbackLayout.Stack + 64];
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(SegmentLayout.ExchangeTurn), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(SegmentLayout.ExchangeMessage), (uint)message);
        return sample;
    }
}
