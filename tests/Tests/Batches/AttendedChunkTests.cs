using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FfiIsolation.Batches;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;
using FfiIsolation.Tests.Rpc;
using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Batches;

/// <summary>What is done on the caller's thread while a worker runs rows: results taken as they come, and the next arguments laid out.</summary>
public sealed class AttendedChunkTests : IDisposable
{
    private const int First = 100_000;
    private const int Rows = 2 * BatchChunk.FewestAttended;
    private const ulong Sequence = 77;

    private readonly FunctionTarget _function = CallSamples.Prepare("int f(int a)", 1).Function;
    private readonly HostSegment _segment = HostSegment.Create(new byte[32]);
    private readonly SegmentMapping _mapping;
    private readonly int[] _numbers = [.. Enumerable.Range(0, First + (2 * Rows))];
    private readonly int[] _results = new int[First + (2 * Rows)];

    public AttendedChunkTests() => _mapping = SegmentMapping.Of(_segment.Descriptor);

    public void Dispose()
    {
        _mapping.Dispose();
        _segment.Dispose();
    }

    [Fact]
    public void Results_are_taken_up_to_shortly_before_the_row_that_the_worker_noted()
    {
        (BatchChunk chunk, PreparedCall call) = Chunk(First, after: null);
        Note(Sequence, First + 5000);
        Assert.NotNull(chunk.Attend(call, _mapping, 0));
        int taken = _results.AsSpan(First).IndexOf(0);
        Assert.InRange(taken, 1, 5000);
        Assert.All(_results.Skip(First).Take(taken), value => Assert.Equal(9, value));
        Assert.Equal(-1, _results.AsSpan(0, First).IndexOfAnyExcept(0));
    }

    [Theory]
    [InlineData(Sequence - 1, First + 5000)]
    [InlineData(Sequence, First - 1)]
    [InlineData(Sequence, First + Rows)]
    [InlineData(Sequence, -1)]
    public void Nothing_is_taken_of_rows_that_another_batch_noted_or_that_are_none_of_the_chunk(ulong sequence, long row)
    {
        (BatchChunk chunk, PreparedCall call) = Chunk(First, after: null);
        Note(sequence, row);
        chunk.Attend(call, _mapping, 0);
        Assert.Equal(-1, _results.AsSpan().IndexOfAnyExcept(0));
    }

    [Fact]
    public void The_rest_is_taken_at_the_end_and_no_more_than_the_worker_says_is_done()
    {
        (BatchChunk chunk, PreparedCall call) = Chunk(First, after: null);
        Note(Sequence, First + 20_000);
        chunk.Attend(call, _mapping, 0);
        chunk.CheckDone(Done(30_000));
        PreparedBlock results = Block(call, BlockDirection.Out);
        chunk.TakeOutput(results, _mapping.Window(results.Offset, results.Length));
        Assert.Equal(30_000, _results.AsSpan(First).IndexOf(0));
    }

    [Fact]
    public void The_arguments_that_come_next_are_laid_out_apart_from_those_in_use()
    {
        (BatchChunk chunk, PreparedCall call) = Chunk(First, after: null);
        (BatchChunk next, PreparedCall nextCall) = Chunk(First + Rows, after: call);
        chunk.IsFollowedBy(next, nextCall);
        chunk.Attend(call, _mapping, 0);
        PreparedBlock laidOut = Block(nextCall, BlockDirection.In);
        Assert.Equal(_numbers[(First + Rows)..], MemoryMarshal.Cast<byte, int>(_mapping.Window(laidOut.Offset, laidOut.Length)).ToArray());
        PreparedBlock[] all = [.. call.Blocks, .. nextCall.Blocks];
        foreach ((PreparedBlock block, int i) in all.Select((block, i) => (block, i)))
        {
            Assert.All(all[(i + 1)..], other => Assert.True(other.Offset >= block.Offset + block.Length || block.Offset >= other.Offset + other.Length));
        }

        _numbers.AsSpan().Clear();
        next.CopyInput(laidOut, _mapping.Window(laidOut.Offset, laidOut.Length));
        Assert.Equal(First + Rows, MemoryMarshal.Read<int>(_mapping.Window(laidOut.Offset, sizeof(int))));
    }

    [Fact]
    public void A_chunk_is_apart_from_one_that_lies_behind_it_and_not_from_one_that_begins_where_it_does()
    {
        (_, PreparedCall call) = Chunk(First, after: null);
        Assert.True(call.IsApartFrom(Chunk(First + Rows, after: call).Call));
        Assert.False(call.IsApartFrom(Chunk(First + Rows, after: null).Call));
    }

    /// <summary>A chunk whose results all read 9 in the worker's memory.</summary>
    private (BatchChunk Chunk, PreparedCall Call) Chunk(int first, PreparedCall? after)
    {
        BatchColumn[] columns =
        [
            BatchColumn.OfResult(_function.Plan.Layout.Result, sizeof(int), new ColumnData<int>(_results, isWritable: true)),
            BatchColumn.OfParameter(0, _function.Prototype.Parameters[0], _function.Plan.Layout.Arguments[0], new ColumnData<int>(_numbers, isWritable: false)),
        ];
        var chunk = new BatchChunk(_function, columns, first, Rows, TimeSpan.FromSeconds(1)) { After = after };
        PreparedCall call = _function.Plan.Prepare(_function, [1], null, chunk);
        CallImageWriter.Address(call.Image, 0x1000, Sequence);
        PreparedBlock results = Block(call, BlockDirection.Out);
        MemoryMarshal.Cast<byte, int>(_mapping.Window(results.Offset, results.Length)).Fill(9);
        return (chunk, call);
    }

    private static PreparedBlock Block(PreparedCall call, BlockDirection direction) => call.Blocks.ToArray().Single(block => block.Direction == direction);

    private unsafe void Note(ulong sequence, long row)
    {
        var frame = new Span<byte>(_mapping.Address + SegmentLayout.RecorderOffset + SegmentLayout.RecorderFrames, SegmentLayout.RecorderFrameSize);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[SegmentLayout.RecorderFrameSequence..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[SegmentLayout.RecorderFrameRow..], row);
    }

    private static CallImageReader Done(ulong rows)
    {
        byte[] result = new byte[CallImageLayout.ResultSize];
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(CallImageLayout.Outcome - CallImageLayout.Result), (uint)ImageOutcome.Returned);
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(CallImageLayout.RowsDone - CallImageLayout.Result), rows);
        return new CallImageReader(result);
    }
}
