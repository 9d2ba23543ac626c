using FfiIsolation.SharedMemory;

namespace FfiIsolation.Heaps;

/// <summary>What a guarded heap said of the death of its worker (struct ffi_heap_finding), decoded and clamped: hearsay like the crash record.</summary>
/// <param name="Function">Who was called, of what the heap found itself; null for a look at all blocks.</param>
/// <param name="Address">The fault address, or what was to be freed.</param>
/// <param name="Block">The start of the block that it is about; 0 where there is none.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="First">Of an overwritten block: the first byte that was changed, counted from its start.</param>
/// <param name="Last">The last one.</param>
/// <param name="Allocated">Where the block came from; null where there is none.</param>
/// <param name="Freed">Who freed it; null where it was not.</param>
internal sealed record HeapFinding(
    HeapFindingKind Kind, HeapFunction? Function, ulong Address, ulong Block, long Size, long First, long Last, HeapOrigin? Allocated, HeapOrigin? Freed)
{
    /// <summary>Whether it is about the address of a fault, and not about what the heap found itself.</summary>
    public bool IsOfFault => Kind is HeapFindingKind.TouchedFreed or HeapFindingKind.TouchedBehind or HeapFindingKind.TouchedBefore;
}
