namespace FfiIsolation.Heaps;

/// <summary>Blocks in use that came from one place, as the worker tells it (struct ffi_heap_group).</summary>
/// <param name="Address">That of the block that is in use longest.</param>
/// <param name="LastSequence">The number of the call that allocated the one that is not.</param>
/// <param name="First">Where the one that is in use longest came from.</param>
internal readonly record struct HeapGroup(long Blocks, long Bytes, ulong Address, ulong LastSequence, HeapOrigin First);
