// What a guard that rings has to have recorded for the call on board to be settled by it, before the process has ended. A pure decision.
using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

/// <summary>The first facts of a crash record, with the flight recorder of the same moment. Hearsay.</summary>
internal readonly record struct CrashKnell(CrashRecordState State, CrashRecordKind Kind, int Signal, int Thread, ulong Sequence, RecorderStage Stage, int Depth, FlightRecord Recorder)
{
    /// <summary>The bytes of a crash record that it is read from.</summary>
    public const int RecordSize = CrashRecordDecoder.HeaderSize;

    public static CrashKnell Decode(ReadOnlySpan<byte> recorder, ReadOnlySpan<byte> record)
    {
        uint stage = BinaryPrimitives.ReadUInt32LittleEndian(record[64..]);
        return new CrashKnell(
            (CrashRecordState)BinaryPrimitives.ReadUInt32LittleEndian(record),
            (CrashRecordKind)BinaryPrimitives.ReadUInt32LittleEndian(record[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[28..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[56..]),
            stage <= (uint)RecorderStage.Done ? (RecorderStage)stage : RecorderStage.Idle,
            (int)BinaryPrimitives.ReadUInt32LittleEndian(record[CrashRecordDecoder.DepthOffset..]),
            FlightRecord.Decode(recorder));
    }

    /// <summary>
    /// Whether the call of that number has crashed, whatever else becomes known: a signal ends the thread that makes the calls, in native code of
    /// this call and of no callback's. That thread does nothing more. Any other may be quicker than the end of the process: the call could still
    /// begin or end; and an exit runs the library's own code yet.
    /// </summary>
    public bool Settles(ulong sequence) =>
        State is >= CrashRecordState.Registers and <= CrashRecordState.Unwound && Kind == CrashRecordKind.Signal && Signals.IsGuarded(Signal)
        && Thread > 0 && Thread == Recorder.CallThread
        && Depth == 0 && Sequence == sequence && Stage is RecorderStage.Native or RecorderStage.Reading
        && Recorder is { Depth: 0, Stage: RecorderStage.Native or RecorderStage.Reading } && Recorder.Sequence == sequence;
}
