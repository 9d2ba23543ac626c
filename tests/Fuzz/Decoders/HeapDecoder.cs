using System.Buffers.Binary;
using FfiIsolation.Heaps;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>What a guarded heap says of a death, and what is in use in it.</summary>
internal sealed class HeapDecoder : Decoder
{
    private const ulong FirstSequence = 1000, Target = 0x7F0000001000;

    private readonly HeapCalls _calls = Calls();

    public override string Name => "heap";

    public override string Runs => "HeapDecoder, HeapCalls, HeapWords, HeapSnapshot";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(HeapFindingKind.FreedTwice, 0, 0), Sample(HeapFindingKind.Overwritten, 16, 19), Sample(HeapFindingKind.TouchedBefore, 0, 0)];

    public override bool Decode(byte[] input)
    {
        HeapFinding? finding = Heaps.HeapDecoder.Finding(input.AsSpan(0, Math.Min(input.Length, HeapLayout.FindingSize)));
        if (finding is not null)
        {
            Look(HeapWords.InShort(finding.Kind));
            Look(HeapWords.Sentence(finding, _calls, 7, "", null));
        }

        HeapListing listing = Heaps.HeapDecoder.Listing(input.AsSpan(Math.Min(input.Length, HeapLayout.FindingSize)));
        HeapSnapshot heap = HeapSnapshot.Of(listing, _calls, withLoading: false, _ => [], address => NativePointer.FromAddress(address));
        if (heap.Blocks < 0 || heap.Bytes < 0 || heap.Uses.Count > input.Length / HeapLayout.GroupSize)
        {
            throw new InvalidOperationException($"Nothing like that can be in use: {heap}");
        }

        Look(heap.ToString());
        return finding is not null || heap.Uses.Count > 0;
    }

    private static HeapCalls Calls()
    {
        var calls = new HeapCalls(FirstSequence);
        calls.Bound(CallSamples.Target("void *make(int n)"), Target);
        return calls;
    }

    private static byte[] Sample(HeapFindingKind kind, long first, long last)
    {
        byte[] sample = new byte[HeapLayout.FindingSize + HeapLayout.ListingSize + (2 * HeapLayout.GroupSize)];
        BinaryPrimitives.WriteUInt32LittleEndian(sample, (uint)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(sample.AsSpan(HeapLayout.FindingFunction), (uint)HeapFunction.Free);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(HeapLayout.FindingAddress), 0x7E0000000FF0);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(HeapLayout.FindingBlock), 0x7E0000000FF0);
        BinaryPrimitives.WriteUInt64LittleEndian(sample.AsSpan(HeapLayout.FindingBytes), 16);
        BinaryPrimitives.WriteInt64LittleEndian(sample.AsSpan(HeapLayout.FindingFirst), first);
        BinaryPrimitives.WriteInt64LittleEndian(sample.AsSpan(HeapLayout.FindingLast), last);
        Origin(sample.AsSpan(HeapLayout.FindingAllocated), HeapFunction.Malloc, 1);
        Origin(sample.AsSpan(HeapLayout.FindingFreed), HeapFunction.Free, 2);
        Span<byte> listing = sample.AsSpan(HeapLayout.FindingSize);
        BinaryPrimitives.WriteUInt64LittleEndian(listing, 5);
        BinaryPrimitives.WriteUInt64LittleEndian(listing[HeapLayout.ListingBytes..], 80);
        BinaryPrimitives.WriteUInt32LittleEndian(listing[HeapLayout.ListingGroupCount..], 2);
        for (int i = 0; i < 2; i++)
        {
            Span<byte> group = listing.Slice(HeapLayout.ListingSize + (i * HeapLayout.GroupSize), HeapLayout.GroupSize);
            BinaryPrimitives.WriteUInt64LittleEndian(group, 2);
            BinaryPrimitives.WriteUInt64LittleEndian(group[HeapLayout.GroupBytes..], 40);
            BinaryPrimitives.WriteUInt64LittleEndian(group[HeapLayout.GroupLastSequence..], FirstSequence + 9);
            Origin(group[HeapLayout.GroupFirst..], HeapFunction.New, 3);
        }

        return sample;
    }

    private static void Origin(Span<byte> origin, HeapFunction function, ulong call)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(origin, FirstSequence + call);
        BinaryPrimitives.WriteUInt64LittleEndian(origin[HeapLayout.OriginTarget..], Target);
        BinaryPrimitives.WriteInt32LittleEndian(origin[HeapLayout.OriginThread..], 7);
        BinaryPrimitives.WriteUInt32LittleEndian(origin[HeapLayout.OriginFunction..], (uint)function);
        BinaryPrimitives.WriteUInt32LittleEndian(origin[HeapLayout.OriginFrameCount..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(origin[HeapLayout.OriginFrames..], Target + 0x20);
    }
}
