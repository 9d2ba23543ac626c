using FfiIsolation.Ownership;

namespace FfiIsolation;

public abstract partial class NativeBuffer
{
    /// <summary>Memory that native code may keep a pointer to after the call; for sessions.</summary>
    /// <param name="content">The content, which is copied.</param>
    public static KeptMemory Keep<T>(ReadOnlyMemory<T> content)
        where T : unmanaged => new(MemoryContent.Of(content));

    /// <summary>Memory that native code may keep a pointer to after the call; for sessions.</summary>
    /// <param name="content">The content, which is copied.</param>
    public static KeptMemory Keep<T>(params T[] content)
        where T : unmanaged => new(MemoryContent.Of<T>(content));

    /// <summary>Text that native code may keep a pointer to after the call; for sessions.</summary>
    /// <param name="text">The text, passed as UTF-8 with a terminator.</param>
    public static KeptMemory Keep(string text) => new(MemoryContent.Of(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>Memory of <c>malloc</c> that the function takes over and frees.</summary>
    /// <param name="content">The content, which is copied.</param>
    public static TransferredMemory Transfer<T>(ReadOnlyMemory<T> content)
        where T : unmanaged => new(MemoryContent.Of(content));

    /// <summary>Memory of <c>malloc</c> that the function takes over and frees.</summary>
    /// <param name="content">The content, which is copied.</param>
    public static TransferredMemory Transfer<T>(params T[] content)
        where T : unmanaged => new(MemoryContent.Of<T>(content));

    /// <summary>Memory of another allocator that the function takes over and frees.</summary>
    /// <param name="content">The content, which is copied.</param>
    /// <param name="allocator">What allocates it: a function of the library that takes a size in bytes, such as <c>sqlite3_malloc</c>.</param>
    /// <param name="deallocator">What frees its memory, for a call that does not get into native code.</param>
    public static TransferredMemory Transfer<T>(ReadOnlyMemory<T> content, string allocator, string deallocator)
        where T : unmanaged => Transferred(MemoryContent.Of(content), allocator, deallocator);

    /// <summary>Text in memory of <c>malloc</c> that the function takes over and frees.</summary>
    /// <param name="text">The text, passed as UTF-8 with a terminator.</param>
    public static TransferredMemory Transfer(string text) => new(MemoryContent.Of(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>Text in memory of another allocator that the function takes over and frees.</summary>
    /// <param name="text">The text, passed as UTF-8 with a terminator.</param>
    /// <param name="allocator">What allocates it: a function of the library that takes a size in bytes, such as <c>sqlite3_malloc</c>.</param>
    /// <param name="deallocator">What frees its memory, for a call that does not get into native code.</param>
    public static TransferredMemory Transfer(string text, string allocator, string deallocator) =>
        Transferred(MemoryContent.Of(text ?? throw new ArgumentNullException(nameof(text))), allocator, deallocator);

    private static TransferredMemory Transferred(MemoryContent content, string allocator, string deallocator)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(allocator);
        ArgumentException.ThrowIfNullOrWhiteSpace(deallocator);
        return new TransferredMemory(content, allocator, deallocator);
    }
}
