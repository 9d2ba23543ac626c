namespace FfiIsolation;

/// <summary>How the memory is watched that native code allocates in a session.</summary>
public enum HeapGuarding
{
    /// <summary>Not at all, beyond what the C library finds out by itself.</summary>
    Off = 0,

    /// <summary>
    /// Each block that a call or a library's thread allocates (<c>malloc</c> and the like, C++'s <c>new</c>) ends at a page that nobody may touch, and is closed when it is freed. Running over a block, using it after it
    /// was freed, freeing it twice or by another allocator's function ends the worker, and the report names the calls that allocated and freed it. What is in use when the session ends is told by
    /// <see cref="NativeHost.OwnershipReported"/>. The session gets a worker that is started for it; an allocation and its end cost about a thousand times as much as without it, and a page of memory at least.
    /// </summary>
    Guarded = 1,
}
