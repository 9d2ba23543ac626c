// What settles a call before its worker has ended: every fact that is missing or another leaves it to the end of the process.
using System.Buffers.Binary;
using FfiIsolation.Crashes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Crashes;

public sealed class CrashKnellTests
{
    private const ulong Sequence = 1000;
    private const int CallThread = 4711;

    public static TheoryData<string, uint, int, uint> Changes => new()
    {
        { "nothing recorded yet", 0, 0, 0 },
        { "a state that there is not", 0, 0, 4 },
        { "an exit, after which destructors run", 0, 4, 2 },
        { "an exit by _exit", 0, 4, 3 },
        { "a signal that the guard does not handle", 0, 8, 9 },
        { "a signal that there is not", 0, 8, 200 },
        { "another thread: the call can still end", 0, 28, CallThread + 1 },
        { "no thread", 0, 28, 0 },
        { "another call", 0, 56, (uint)Sequence + 1 },
        { "not entered yet", 0, 64, (uint)RecorderStage.Received },
        { "ended already", 0, 64, (uint)RecorderStage.Done },
        { "a callback is out, in a call around it", 0, 64, (uint)RecorderStage.Callback },
        { "a call within a callback", 0, 3344, 1 },
        { "the recorder has another call thread", 1, SegmentLayout.RecorderCallThread, CallThread + 1 },
        { "the recorder is deeper", 1, SegmentLayout.RecorderDepth, 1 },
        { "the recorder has another call", 1, SegmentLayout.RecorderFrames, (uint)Sequence - 1 },
        { "the recorder has the call as done", 1, SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameStage, (uint)RecorderStage.Done },
        { "the recorder has the call as not entered", 1, SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameStage, (uint)RecorderStage.Received },
    };

    [Theory]
    [InlineData(11, 2, 1)]
    [InlineData(11, 3, 1)]
    [InlineData(6, 2, 3)]
    public void A_signal_on_the_call_thread_in_the_call_settles_it(int signal, uint stage, uint state)
    {
        (byte[] record, byte[] recorder) = Crash(signal, (RecorderStage)stage, state);
        Assert.True(CrashKnell.Decode(recorder, record).Settles(Sequence));
        Assert.False(CrashKnell.Decode(recorder, record).Settles(Sequence + 1));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Anything_else_does_not(string what, uint part, int at, uint value)
    {
        (byte[] record, byte[] recorder) = Crash(11, RecorderStage.Native, 1);
        BinaryPrimitives.WriteUInt32LittleEndian((part == 0 ? record : recorder).AsSpan(at), value);
        Assert.False(CrashKnell.Decode(recorder, record).Settles(Sequence), what);
    }

    /// <summary>Places as docs/wire-protocol.md has them.</summary>
    internal static (byte[] Record, byte[] Recorder) Crash(int signal, RecorderStage stage, uint state, ulong sequence = Sequence)
    {
        byte[] record = new byte[CrashKnell.RecordSize], recorder = new byte[SegmentLayout.RecorderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(record, state);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), 1);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), signal);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), 1);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(28), CallThread);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(32), 4);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(40), 14);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(56), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(64), (uint)stage);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(80 + (16 * 8)), 0x401000); // rip
        BinaryPrimitives.WriteInt32LittleEndian(recorder.AsSpan(SegmentLayout.RecorderCallThread), CallThread);
        BinaryPrimitives.WriteUInt64LittleEndian(recorder.AsSpan(SegmentLayout.RecorderFrames), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(recorder.AsSpan(SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameStage), (uint)stage);
        return (record, recorder);
    }
}
