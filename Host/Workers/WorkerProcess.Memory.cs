// What is known of a worker's memory: what was lent to calls, rented, allocated.
using FfiIsolation.Calls;
using FfiIsolation.Heaps;
using FfiIsolation.Renting;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Workers;

internal sealed partial class WorkerProcess
{
    /// <summary>What its guarded heap needs to be understood; null where it has none.</summary>
    public HeapCalls? HeapCalls { get; }

    /// <summary>Which freed block it is that a call has passed whose memory the kernel refused; null where the worker's heap has not said so.</summary>
    public string? WhatWasRefused(PreparedCall call) =>
        HeapCalls is { } calls && _parts.Segment.ReadHeapFinding() is { Kind: HeapFindingKind.TouchedFreed } finding ? RefusedBlock.Sentence(finding, calls, CallThread(), call) : null;

    /// <summary>Notes that a call which has ended had storage that is closed now.</summary>
    public void NoteLent(PreparedCall call, PreparedBlock block)
    {
        LentStorage lent = _lent ?? (_lent = new LentStorage());
        lent.Note(call, block, _log.Count);
    }

    /// <summary>The memory that is rented from, mapped here; null once the worker is gone.</summary>
    public RentedArena? MapArena()
    {
        RentedArena? arena = _parts.Segment.MapArena(_parts.SegmentAddress);
        Volatile.Write(ref _arena, arena);
        return arena;
    }
}
