using FfiIsolation.Heaps;

namespace FfiIsolation;

/// <summary>What native code has allocated in a session and not freed, at one moment; with a guarded heap (<see cref="HeapGuarding.Guarded"/>). Immutable.</summary>
public sealed class HeapSnapshot
{
    private const int MaxOriginsInText = 5;

    internal HeapSnapshot(long blocks, long bytes, long unguardedAllocations, IReadOnlyList<HeapUse> uses)
    {
        Blocks = blocks;
        Bytes = bytes;
        UnguardedAllocations = unguardedAllocations;
        Uses = uses;
    }

    /// <summary>The number of blocks that are in use.</summary>
    public long Blocks { get; }

    /// <summary>Their sizes together, as they were asked for, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Allocations since the session was opened that were not guarded, since the bounds of the heap were reached: they are the C library's, and no block of this snapshot.</summary>
    public long UnguardedAllocations { get; }

    /// <summary>The blocks by where they came from, most bytes first. At most 480 places: <see cref="Blocks"/> counts those of all.</summary>
    public IReadOnlyList<HeapUse> Uses { get; }

    /// <summary>One line: <c>4 blocks (72 bytes): 3 blocks (48 bytes) of counter_new #2 to #4, by malloc; 1 block …</c>; of one place alone what is said of that.</summary>
    public override string ToString()
    {
        string unguarded = UnguardedAllocations == 0 ? "" : $"; {UnguardedAllocations} {(UnguardedAllocations == 1 ? "allocation was" : "allocations were")} beyond the heap's bounds, unguarded and not among them";
        if (Blocks == 0)
        {
            return "nothing" + unguarded;
        }

        if (Uses is [{ } only] && only.Blocks == Blocks)
        {
            return only + unguarded;
        }

        string more = Uses.Count > MaxOriginsInText ? $", and blocks of {Uses.Count - MaxOriginsInText} more places" : "";
        return $"{Count(Blocks, Bytes)}: {string.Join("; ", Uses.Take(MaxOriginsInText))}{more}{unguarded}";
    }

    internal static string Count(long blocks, long bytes) => $"{blocks} {(blocks == 1 ? "block" : "blocks")} ({bytes} {(bytes == 1 ? "byte" : "bytes")})";

    /// <summary>From what a worker told.</summary>
    /// <param name="withLoading">Whether what the loading of libraries allocated is among it.</param>
    internal static HeapSnapshot Of(HeapListing listing, HeapCalls calls, bool withLoading, Func<IReadOnlyList<ulong>, IReadOnlyList<StackFrame>> stackOf, Func<ulong, NativePointer> pointerTo)
    {
        var uses = new List<HeapUse>();
        long blocks = listing.Blocks, bytes = listing.Bytes;
        foreach (HeapGroup group in listing.Groups)
        {
            bool isLoading = calls.IsLoading(group.First);
            if (isLoading && !withLoading)
            {
                (blocks, bytes) = (Math.Max(0, blocks - group.Blocks), Math.Max(0, bytes - group.Bytes));
                continue;
            }

            uses.Add(new HeapUse
            {
                Function = isLoading ? null : calls.FunctionAt(group.First.Target)?.Prototype.Name,
                FirstCall = calls.NumberOf(group.First.Sequence),
                LastCall = calls.NumberOf(group.LastSequence),
                IsOfLoading = isLoading,
                Allocator = HeapWords.NameOf(group.First.Function),
                Blocks = group.Blocks,
                Bytes = group.Bytes,
                Oldest = pointerTo(group.Address),
                Stack = stackOf(group.First.Frames),
            });
        }

        return new HeapSnapshot(blocks, bytes, listing.Unguarded, [.. uses.OrderByDescending(use => use.Bytes)]);
    }
}
