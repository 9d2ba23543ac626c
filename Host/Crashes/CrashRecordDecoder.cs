// From the bytes of the segment to a CrashRecord. The worker, and whatever ran wild in it, can have written anything here: each number is
// clamped to what there is room for, each text is cleaned.
using System.Buffers.Binary;
using FfiIsolation.Heaps;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Crashes;

internal static class CrashRecordDecoder
{
    public const int HeaderSize = 3352, DepthOffset = 3344;

    private const int FramesOffset = 272, ChainOffset = 1296, MessageOffset = 2320, MessageSize = 1024, MapsLengthOffset = 252;

    /// <summary>The bytes from the segment's start that a record reaches.</summary>
    /// <param name="head">The segment up to the copy of the stack.</param>
    public static int UsedBytes(ReadOnlySpan<byte> head)
    {
        var record = head[SegmentLayout.CrashOffset..];
        return U32(record, 0) < (uint)CrashRecordState.Stack
            ? SegmentLayout.CrashStackOffset
            : SegmentLayout.CrashMapsOffset + (int)Math.Min(U32(record, MapsLengthOffset), SegmentLayout.CrashMapsSize);
    }

    /// <summary>Null where the guard has written nothing, or the bytes are too few to be a segment.</summary>
    public static CrashRecord? Decode(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < SegmentLayout.CrashStackOffset)
            return null;
        var bytes = segment.Slice(SegmentLayout.CrashOffset, HeaderSize);
        var state = (CrashRecordState)Math.Min(U32(bytes, 0), (uint)CrashRecordState.Unwound);
        var kind = U32(bytes, 4);
        if (state == CrashRecordState.None || kind is 0 or > (uint)CrashRecordKind.QuickExit)
            return null;

        var stage = U32(bytes, 64);
        var nested = U32(bytes, 52);
        var registers = new ulong[CrashRecord.RegisterCount];
        for (var i = 0; i < registers.Length; i++)
            registers[i] = U64(bytes, 80 + 8 * i);
        var hasStack = state >= CrashRecordState.Stack;
        return new CrashRecord
        {
            State = state,
            Kind = (CrashRecordKind)kind,
            Signal = I32(bytes, 8),
            Code = I32(bytes, 12),
            Address = U64(bytes, 16),
            SenderPid = I32(bytes, 24),
            Thread = I32(bytes, 28),
            ErrorCode = U64(bytes, 32),
            TrapNumber = U64(bytes, 40),
            ExitCode = I32(bytes, 48),
            NestedSignal = nested <= 64 ? (int)nested : 0,
            Sequence = U64(bytes, 56),
            Stage = stage <= (uint)RecorderStage.Done ? (RecorderStage)stage : RecorderStage.Idle,
            Depth = (int)Math.Min(U32(bytes, DepthOffset), SegmentLayout.Frames - 1),
            TimeNs = U64(bytes, 72),
            Registers = registers,
            StackLow = U64(bytes, 224),
            StackHigh = U64(bytes, 232),
            ThreadName = SafeText.FromBytes(bytes.Slice(256, 16)),
            // A stage that is not complete may have left half a list: only what the state vouches for is read.
            Frames = state >= CrashRecordState.Unwound ? Addresses(bytes, FramesOffset, U32(bytes, 68)) : [],
            Chain = hasStack ? Addresses(bytes, ChainOffset, U32(bytes, 240)) : [],
            AbortMessage = SafeText.FromBytes(bytes.Slice(MessageOffset, (int)Math.Min(U32(bytes, 244), MessageSize))).Trim(),
            Heap = HeapDecoder.Finding(segment.Slice(SegmentLayout.HeapOffset, Math.Min(HeapLayout.FindingSize, segment.Length - SegmentLayout.HeapOffset))),
            Stack = hasStack ? Part(segment, SegmentLayout.CrashStackOffset, SegmentLayout.CrashStackSize, U32(bytes, 248)) : default,
            Map = hasStack
                ? MemoryMap.Parse(Part(segment, SegmentLayout.CrashMapsOffset, SegmentLayout.CrashMapsSize, U32(bytes, MapsLengthOffset)).Span)
                : MemoryMap.Empty,
        };
    }

    private static ulong[] Addresses(ReadOnlySpan<byte> bytes, int offset, uint count)
    {
        var addresses = new ulong[Math.Min(count, CrashRecord.MaxFrames)];
        for (var i = 0; i < addresses.Length; i++)
            addresses[i] = U64(bytes, offset + 8 * i);
        return addresses;
    }

    private static ReadOnlyMemory<byte> Part(ReadOnlySpan<byte> segment, int offset, int size, uint length)
    {
        if (segment.Length <= offset)
            return default;
        var count = (int)Math.Min(Math.Min(length, (uint)size), (uint)(segment.Length - offset));
        return segment.Slice(offset, count).ToArray();
    }

    private static int I32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
