using FfiIsolation.Ownership;

namespace FfiIsolation;

/// <summary>
/// Memory for a function that takes it over and frees it. Each call that it is passed to gets an allocation of its own, in the worker of that call; where the call does not
/// get into native code, it is freed again. Made by <see cref="NativeBuffer.Transfer{T}(ReadOnlyMemory{T}, string, string)"/>. Immutable.
/// </summary>
public sealed class TransferredMemory
{
    internal const string DefaultAllocator = "malloc";
    internal const string DefaultDeallocator = "free";

    internal TransferredMemory(MemoryContent content, string allocator = DefaultAllocator, string deallocator = DefaultDeallocator)
    {
        Content = content;
        Allocator = allocator;
        Deallocator = deallocator;
    }

    /// <summary>The function that allocates it, such as <c>malloc</c>.</summary>
    public string Allocator { get; }

    /// <summary>The function that frees it where the call did not take it.</summary>
    public string Deallocator { get; }

    internal MemoryContent Content { get; }

    /// <summary>The content, as reports show it.</summary>
    public override string ToString() => $"{Content} (transferred)";
}
