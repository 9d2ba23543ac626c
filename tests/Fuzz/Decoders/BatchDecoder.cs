using System.Buffers.Binary;
using FfiIsolation.Batches;
using FfiIsolation.Calls;
using FfiIsolation.Images;
using FfiIsolation.Lanes;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What comes back of a batch: how many rows are done, their results, and by the flight recorder which row was the last.</summary>
internal sealed class BatchDecoder : Decoder
{
    private const int Rows = 40;
    private const int First = 1000;

    private readonly FunctionTarget _function = CallSamples.Target("int f(int a, int *b)");

    public override string Name => "batch";

    public override string Runs => "BatchChunk, PreparedCall.Check";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(ImageOutcome.Returned, Rows), Sample(ImageOutcome.Returned, 3), Sample(ImageOutcome.Threw, 7)];

    public override bool Decode(byte[] input)
    {
        if (input.Length < CallImageLayout.ResultSize)
        {
            return false;
        }

        int[] numbers = new int[First + Rows], results = new int[First + Rows];
        BatchColumn[] columns =
        [
            BatchColumn.OfResult(_function.Plan.Layout.Result, sizeof(int), new ColumnData<int>(results, isWritable: true)),
            BatchColumn.OfParameter(1, _function.Prototype.Parameters[1], _function.Plan.Layout.Arguments[1], new ColumnData<int>(numbers, isWritable: true)),
        ];
        var chunk = new BatchChunk(_function, columns, First, Rows, TimeSpan.FromSeconds(1));
        PreparedCall call = _function.Plan.Prepare(_function, [1, NativeBuffer.InOut(new int[1])], null, chunk);
        byte[] result = input[..CallImageLayout.ResultSize];
        byte[] outputs = input[CallImageLayout.ResultSize..];
        ulong row = outputs.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(outputs) : 0;
        byte[] segment = new byte[SegmentLayout.RecorderOffset + SegmentLayout.RecorderSize];
        BinaryPrimitives.WriteUInt64LittleEndian(segment.AsSpan(SegmentLayout.RecorderOffset + SegmentLayout.RecorderFrames + SegmentLayout.RecorderFrameRow), row);
        if (chunk.NumberIn(segment, 0) is { } number and (< First or >= First + Rows))
        {
            throw new InvalidOperationException($"Row {number} is none of this chunk.");
        }

        try
        {
            bool returned = new CallImageReader(result).Outcome is ImageOutcome.Returned or ImageOutcome.Threw;
            Array.Resize(ref outputs, (int)(returned ? call.OutputBytes : 0) + FetchedOf(result));
            var reply = new LaneReply(result, outputs);
            call.Check(reply);
            call.Keep(reply);
            if (results.AsSpan(0, First).IndexOfAnyExcept(0) >= 0 || chunk.RowsDone is < 0 or > Rows)
            {
                throw new InvalidOperationException("Rows of others were written.");
            }

            return true;
        }
        catch (LaneBrokenException)
        {
            return false;
        }
    }

    private static int FetchedOf(byte[] result) =>
        (int)Math.Min(CallSamples.MaxTextBytes, BinaryPrimitives.ReadUInt64LittleEndian(result.AsSpan(CallImageLayout.FetchLength - CallImageLayout.Result)));

    private static byte[] Sample(ImageOutcome outcome, ulong done)
    {
        byte[] sample = new byte[CallImageLayout.ResultSize + (2 * Rows * sizeof(int))];
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(CallImageLayout.Outcome - CallImageLayout.Result), (uint)outcome);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(CallImageLayout.RowsDone - CallImageLayout.Result), done);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(CallImageLayout.ResultSize), First + done);
        return sample;
    }
}
