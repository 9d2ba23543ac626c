using System.Buffers.Binary;
using FfiIsolation.Crashes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>The flight recorder, and with the head of the crash record what a guard that rings has told.</summary>
internal sealed class RecorderDecoder : Decoder
{
    public override string Name => "recorder";

    public override string Runs => "FlightRecord, CrashKnell";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample()];

    public override bool Decode(byte[] input)
    {
        byte[] segment = new byte[SegmentLayout.CrashOffset + CrashKnell.RecordSize];
        input.AsSpan(0, Math.Min(input.Length, SegmentLayout.RecorderSize)).CopyTo(segment.AsSpan(SegmentLayout.RecorderOffset));
        ReadOnlySpan<byte> rest = input.AsSpan(Math.Min(input.Length, SegmentLayout.RecorderSize));
        rest[..Math.Min(rest.Length, CrashKnell.RecordSize)].CopyTo(segment.AsSpan(SegmentLayout.CrashOffset));
        FlightRecord record = FlightRecord.Read(segment);
        Look(record);
        for (int depth = 0; depth < SegmentLayout.Frames; depth++)
        {
            Look(FlightRecord.RowOf(segment, depth));
        }

        CrashKnell knell = CrashKnell.Decode(segment.AsSpan(SegmentLayout.RecorderOffset, SegmentLayout.RecorderSize), segment.AsSpan(SegmentLayout.CrashOffset));
        return knell.Settles(record.Sequence);
    }

    private static byte[] Sample()
    {
        byte[] sample = new byte[SegmentLayout.RecorderSize + CrashKnell.RecordSize];
        BinaryPrimitives.WriteInt32LittleEndian(sample.AsSpan(SegmentLayout.RecorderCallThread), 77);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(SegmentLayout.RecorderFrames), 9);
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameStage), (uint)RecorderStage.Native);
        Span<byte> crash = sample.AsSpan(SegmentLayout.RecorderSize);
        crash[0] = 1;
        crash[4] = 1;
        crash[8] = 11;
        crash[28] = 77;
        crash[56] = 9;
        crash[64] = (byte)RecorderStage.Native;
        return sample;
    }
}
