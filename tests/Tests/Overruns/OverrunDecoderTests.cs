using System.Buffers.Binary;
using FfiIsolation.Images;
using FfiIsolation.Overruns;

namespace FfiIsolation.Tests.Overruns;

/// <summary>What a worker says of left buffers, by offsets of native/include/ffi_segment.h; what cannot be is not believed.</summary>
public sealed class OverrunDecoderTests
{
    private static readonly int[] s_lengths = [16, 100];

    [Fact]
    public void Every_field_is_read()
    {
        byte[] told = Told(1, outcome: 2);
        Put(told, 0, block: 1, kind: 4, first: 100, last: 117, row: 7, thread: 4711, frames: 2);
        BinaryPrimitives.WriteUInt64LittleEndian(told.AsSpan(8 + 40), 0x8000000000001234);
        BinaryPrimitives.WriteUInt64LittleEndian(told.AsSpan(8 + 48), 0x5678);
        OverrunEntry entry = Assert.Single(OverrunDecoder.Decode(told, s_lengths, out ImageOutcome outcome));
        Assert.Equal(ImageOutcome.Threw, outcome);
        Assert.Equal((1, OverrunKind.PageWritten, 100, 117, 7UL, 4711), (entry.Block, entry.Kind, entry.First, entry.Last, entry.Row, entry.Thread));
        Assert.Equal([0x8000000000001234, 0x5678], entry.Frames);
    }

    [Theory]
    [InlineData(2, 4, 100, 100)]          // no such block
    [InlineData(-1, 4, 100, 100)]
    [InlineData(1, 0, 100, 100)]          // no such kind
    [InlineData(1, 5, 100, 100)]
    [InlineData(1, 4, 99, 100)]           // inside of the block
    [InlineData(1, 4, 101, 100)]          // backwards
    [InlineData(1, 4, 100, 100 + 4096 + 64)]
    [InlineData(1, 1, -65, -1)]
    [InlineData(1, 1, -1, 0)]
    [InlineData(1, 2, 100, 164)]
    [InlineData(1, 3, long.MinValue, long.MaxValue)]
    public void What_cannot_be_is_left_out(int block, uint kind, long first, long last)
    {
        byte[] told = Told(2, outcome: 1);
        Put(told, 0, block, kind, first, last, row: 0, thread: 0, frames: 0);
        Put(told, 1, block: 0, kind: 1, first: -2, last: -1, row: 0, thread: 0, frames: 0);
        Assert.Equal(OverrunKind.CanaryBefore, Assert.Single(OverrunDecoder.Decode(told, s_lengths, out _)).Kind);
    }

    [Fact]
    public void Counts_are_cut_to_what_there_is_room_for()
    {
        byte[] told = Told(uint.MaxValue, outcome: 99);
        for (int i = 0; i < 8; i++)
        {
            Put(told, i, block: 0, kind: 4, first: 16, last: 16, row: 0, thread: 0, frames: uint.MaxValue);
        }

        List<OverrunEntry> entries = OverrunDecoder.Decode(told, s_lengths, out ImageOutcome outcome);
        Assert.Equal(8, entries.Count);
        Assert.All(entries, entry => Assert.Equal(16, entry.Frames.Length));
        Assert.Equal(ImageOutcome.Returned, outcome);
        Assert.Empty(OverrunDecoder.Decode(told.AsSpan(1), s_lengths, out _));
    }

    private static byte[] Told(uint count, uint outcome)
    {
        byte[] told = new byte[1352];
        BinaryPrimitives.WriteUInt32LittleEndian(told, count);
        BinaryPrimitives.WriteUInt32LittleEndian(told.AsSpan(4), outcome);
        return told;
    }

    private static void Put(byte[] told, int index, int block, uint kind, long first, long last, ulong row, int thread, uint frames)
    {
        Span<byte> entry = told.AsSpan(8 + (index * 168));
        BinaryPrimitives.WriteInt32LittleEndian(entry, block);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], kind);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], first);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], last);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], row);
        BinaryPrimitives.WriteInt32LittleEndian(entry[32..], thread);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[36..], frames);
    }
}
