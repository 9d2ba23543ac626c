using FfiIsolation.Confining;
using FfiIsolation.Lanes;
using FfiIsolation.Processes;

namespace FfiIsolation.Workers;

/// <summary>The parts of a worker that has shaken hands.</summary>
/// <param name="Generation">Its number in the order of starts.</param>
/// <param name="Path">The executable.</param>
/// <param name="Refusals">What is refused to it; null where nothing can be.</param>
/// <param name="MemoryLimitBytes">What it may have at most; null for no limit.</param>
/// <param name="HasGuardedHeap">Whether what calls allocate in it is guarded.</param>
internal sealed record WorkerIncarnation(
    int Generation, string Path, ChildProcess Process, HostSegment Segment, IWorkerLink Link, ulong SegmentAddress, ulong SymbolLookup, RefusalLog? Refusals = null, long? MemoryLimitBytes = null,
    bool HasGuardedHeap = false);
