namespace FfiIsolation.SharedMemory;

/// <summary>Who was asked for memory, or to free some: enum ffi_heap_function.</summary>
internal enum HeapFunction : uint
{
    Malloc = 1,
    Calloc = 2,
    Realloc = 3,
    Memalign = 4,
    New = 5,
    NewArray = 6,
    Free = 7,
    Delete = 8,
    DeleteArray = 9,
}
