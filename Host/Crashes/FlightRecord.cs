using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

/// <summary>The flight recorder (struct ffi_recorder) as the worker left it: hearsay, since a worker can write anything.</summary>
/// <param name="Depth">0 for a call, 1 for one within a callback of it, and so on.</param>
/// <param name="Sequence">The number of the call at that depth.</param>
/// <param name="Overrun">The first byte that was touched behind a buffer of a call that is out, as an address; 0 for none.</param>
/// <param name="Callback">The number of the callback that is out, where the stage says that one is.</param>
internal readonly record struct FlightRecord(int Depth, ulong Sequence, RecorderStage Stage, int Callback, int CallThread, ulong Calls, ulong Row, ulong Overrun = 0)
{
    /// <summary>True while foreign code ran, or the worker read what it returned.</summary>
    public bool IsInCall => Stage is RecorderStage.Native or RecorderStage.Reading or RecorderStage.Callback;

    public static FlightRecord Read(ReadOnlySpan<byte> segment) =>
        segment.Length < SegmentLayout.RecorderOffset + SegmentLayout.RecorderSize ? default : Decode(segment[SegmentLayout.RecorderOffset..]);

    /// <summary>The row that the batch of a frame noted last.</summary>
    public static ulong? RowOf(ReadOnlySpan<byte> segment, int depth) =>
        segment.Length < SegmentLayout.RecorderOffset + SegmentLayout.RecorderSize ? null : BinaryPrimitives.ReadUInt64LittleEndian(
            segment[(SegmentLayout.RecorderOffset + SegmentLayout.RecorderFrames + (depth * SegmentLayout.RecorderFrameSize) + SegmentLayout.RecorderFrameRow)..]);

    /// <summary>Reads the recorder alone.</summary>
    public static FlightRecord Decode(ReadOnlySpan<byte> recorder)
    {
        int depth = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(recorder[SegmentLayout.RecorderDepth..]), SegmentLayout.Frames - 1);
        ReadOnlySpan<byte> frame = recorder.Slice(SegmentLayout.RecorderFrames + (depth * SegmentLayout.RecorderFrameSize), SegmentLayout.RecorderFrameSize);
        uint stage = BinaryPrimitives.ReadUInt32LittleEndian(frame[SegmentLayout.RecorderFrameStage..]);
        return new FlightRecord(
            depth,
            BinaryPrimitives.ReadUInt64LittleEndian(frame[SegmentLayout.RecorderFrameSequence..]),
            stage <= (uint)RecorderStage.Done ? (RecorderStage)stage : RecorderStage.Idle,
            BinaryPrimitives.ReadInt32LittleEndian(frame[SegmentLayout.RecorderFrameCallback..]),
            BinaryPrimitives.ReadInt32LittleEndian(recorder[SegmentLayout.RecorderCallThread..]),
            BinaryPrimitives.ReadUInt64LittleEndian(recorder[SegmentLayout.RecorderCalls..]),
            BinaryPrimitives.ReadUInt64LittleEndian(frame[SegmentLayout.RecorderFrameRow..]),
            BinaryPrimitives.ReadUInt64LittleEndian(recorder[SegmentLayout.RecorderOverrun..]));
    }
}
