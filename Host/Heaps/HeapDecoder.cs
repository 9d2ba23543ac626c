// What a guarded heap tells, from the worker's bytes. Numbers are clamped, and what cannot be is left out.
using System.Buffers.Binary;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Heaps;

internal static class HeapDecoder
{
    /// <summary>The largest block that there can be.</summary>
    private const ulong MaxBytes = 1UL << 47;

    /// <summary>What is told of a death; null where nothing is.</summary>
    /// <param name="finding">The host's own copy.</param>
    public static HeapFinding? Finding(ReadOnlySpan<byte> finding)
    {
        HeapFindingKind kind = finding.Length < HeapLayout.FindingSize ? HeapFindingKind.Nothing : (HeapFindingKind)U32(finding, 0);
        if (kind is HeapFindingKind.Nothing or > HeapFindingKind.Overwritten)
        {
            return null;
        }

        long size = Bytes(finding, HeapLayout.FindingBytes);
        long first = I64(finding, HeapLayout.FindingFirst), last = I64(finding, HeapLayout.FindingLast);
        if (kind == HeapFindingKind.Overwritten && (first > last || (last >= 0 && first < size) || first < -(long)MaxBytes || last > (long)MaxBytes))
        {
            return null;
        }

        var function = (HeapFunction)U32(finding, HeapLayout.FindingFunction);
        HeapOrigin? allocated = Origin(finding[HeapLayout.FindingAllocated..]);
        return new HeapFinding(
            kind,
            Enum.IsDefined(function) ? function : null,
            U64(finding, HeapLayout.FindingAddress),
            allocated is null ? 0 : U64(finding, HeapLayout.FindingBlock),
            size,
            first,
            last,
            allocated,
            Origin(finding[HeapLayout.FindingFreed..]));
    }

    /// <summary>What is in use.</summary>
    /// <param name="listing">The host's own copy.</param>
    public static HeapListing Listing(ReadOnlySpan<byte> listing)
    {
        var groups = new List<HeapGroup>();
        if (listing.Length < HeapLayout.ListingSize)
        {
            return new HeapListing(0, 0, 0, groups);
        }

        uint count = Math.Min(U32(listing, HeapLayout.ListingGroupCount), (uint)((listing.Length - HeapLayout.ListingSize) / HeapLayout.GroupSize));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> group = listing.Slice(HeapLayout.ListingSize + (i * HeapLayout.GroupSize), HeapLayout.GroupSize);
            if (Origin(group[HeapLayout.GroupFirst..]) is { } first && Bytes(group, 0) is var blocks and > 0)
            {
                groups.Add(new HeapGroup(blocks, Bytes(group, HeapLayout.GroupBytes), U64(group, HeapLayout.GroupAddress), U64(group, HeapLayout.GroupLastSequence), first));
            }
        }

        return new HeapListing(Bytes(listing, 0), Bytes(listing, HeapLayout.ListingBytes), Bytes(listing, HeapLayout.ListingUnguarded), groups);
    }

    /// <summary>null where there is none.</summary>
    private static HeapOrigin? Origin(ReadOnlySpan<byte> origin)
    {
        var function = (HeapFunction)U32(origin, HeapLayout.OriginFunction);
        if (!Enum.IsDefined(function))
        {
            return null;
        }

        var frames = new ulong[Math.Min(U32(origin, HeapLayout.OriginFrameCount), HeapLayout.Frames)];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = U64(origin, HeapLayout.OriginFrames + (i * sizeof(ulong)));
        }

        return new HeapOrigin(
            U64(origin, 0),
            U64(origin, HeapLayout.OriginTarget),
            (int)U32(origin, HeapLayout.OriginThread),
            (int)Math.Min(U32(origin, HeapLayout.OriginDepth), SegmentLayout.Frames - 1),
            function,
            frames);
    }

    private static long Bytes(ReadOnlySpan<byte> bytes, int at) => (long)Math.Min(U64(bytes, at), MaxBytes);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
