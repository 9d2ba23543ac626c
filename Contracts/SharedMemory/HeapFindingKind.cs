namespace FfiIsolation.SharedMemory;

/// <summary>What a guarded heap knows of a fault address, or found itself: enum ffi_heap_kind.</summary>
internal enum HeapFindingKind : uint
{
    Nothing = 0,
    TouchedFreed = 1,
    TouchedBehind = 2,
    TouchedBefore = 3,
    FreedTwice = 4,
    FreedInside = 5,
    FreedStranger = 6,
    FreedLent = 7,
    FreedStatic = 8,
    FreedStack = 9,
    WrongFunction = 10,
    Overwritten = 11,
}
