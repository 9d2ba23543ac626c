using FfiIsolation.SharedMemory;

namespace FfiIsolation.Heaps;

/// <summary>Where a block came from, or who freed it, as the worker tells it (struct ffi_heap_origin): hearsay.</summary>
/// <param name="Sequence">The number of the outermost call that was out.</param>
/// <param name="Target">The address of the function of the innermost one.</param>
/// <param name="Depth">0 for a call, 1 for one within a callback of it, and so on.</param>
/// <param name="Frames">Return addresses, the innermost first.</param>
internal sealed record HeapOrigin(ulong Sequence, ulong Target, int Thread, int Depth, HeapFunction Function, IReadOnlyList<ulong> Frames);
