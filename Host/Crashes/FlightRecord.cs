using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

/// <summary>The flight recorder (struct ffi_recorder) as the worker left it: hearsay, since a worker can write anything.</summary>
internal readonly record struct FlightRecord(ulong Sequence, RecorderStage Stage, int CallThread, ulong Calls, ulong EnteredNs, ulong Row)
{
    /// <summary>True while foreign code ran, or the worker read what it returned.</summary>
    public bool IsInCall => Stage is RecorderStage.Native or RecorderStage.Reading or RecorderStage.Callback;

    public static FlightRecord Read(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < SegmentLayout.RecorderOffset + 40)
            return default;
        var bytes = segment[SegmentLayout.RecorderOffset..];
        var stage = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        return new FlightRecord(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            stage <= (uint)RecorderStage.Done ? (RecorderStage)stage : RecorderStage.Idle,
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]));
    }
}
