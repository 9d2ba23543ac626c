// What a guarded heap tells of itself. The C twin is native/include/ffi_segment.h.
namespace FfiIsolation.SharedMemory;

internal static class HeapLayout
{
    /// <summary>The descriptor of the worker that holds the heap's library until it is loaded.</summary>
    public const int Descriptor = 5;

    /// <summary>Return addresses that an origin has at most.</summary>
    public const int Frames = 8;

    // struct ffi_heap_origin
    public const int OriginSize = 96;
    public const int OriginTarget = 8;
    public const int OriginThread = 16;
    public const int OriginDepth = 20;
    public const int OriginFunction = 24;
    public const int OriginFrameCount = 28;
    public const int OriginFrames = 32;

    // struct ffi_heap_finding
    public const int FindingSize = 240;
    public const int FindingFunction = 4;
    public const int FindingAddress = 8;
    public const int FindingBlock = 16;
    public const int FindingBytes = 24;
    public const int FindingFirst = 32;
    public const int FindingLast = 40;
    public const int FindingAllocated = 48;
    public const int FindingFreed = 144;

    // struct ffi_heap_listing and ffi_heap_group
    public const int ListingSize = 32;
    public const int ListingBytes = 8;
    public const int ListingUnguarded = 16;
    public const int ListingGroupCount = 24;
    public const int GroupSize = 128;
    public const int GroupBytes = 8;
    public const int GroupAddress = 16;
    public const int GroupLastSequence = 24;
    public const int GroupFirst = 32;
}
