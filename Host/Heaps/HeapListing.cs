namespace FfiIsolation.Heaps;

/// <summary>What is in use in a guarded heap, as the worker tells it (struct ffi_heap_listing).</summary>
/// <param name="Blocks">Those of groups that found no room too.</param>
/// <param name="Unguarded">Allocations so far that the bounds of the heap left to libc.</param>
internal sealed record HeapListing(long Blocks, long Bytes, long Unguarded, IReadOnlyList<HeapGroup> Groups);
