// Places the blocks of one call in the window. A block gets a slot of its own while there are any, its end at the guard page;
// after that, blocks share slots, each below the one before. A call starts with an empty window, so nothing can fragment.
using System.Runtime.CompilerServices;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Calls;

internal struct WindowAllocator
{
    /// <summary>The bytes kept free between two blocks that share a slot.</summary>
    private const long Gap = Images.CallImageLayout.CanaryBytes;

    private Cursors _used;
    private Lowest _lowest;

    /// <summary>Finds a place for a block.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of two, at most the size of a page. A length that is no multiple of it leaves a slack before the guard page.</param>
    /// <returns>The offset in the window, or -1 when no slot has room.</returns>
    public long Place(long length, long alignment)
    {
        ReadOnlySpan<long> sizes = WindowLayout.SlotSizes;
        for (int slotClass = 0, first = 0; slotClass < sizes.Length; first += WindowLayout.SlotCounts[slotClass], slotClass++)
        {
            int index = _used[slotClass];
            if (length <= sizes[slotClass] && index < WindowLayout.SlotCounts[slotClass])
            {
                _used[slotClass]++;
                return _lowest[first + index] = AlignDown(WindowLayout.SlotOffset(slotClass, index) + sizes[slotClass] - length, alignment);
            }
        }

        return Share(length, alignment);
    }

    /// <summary>Finds room below the block that was placed last in a slot. Every slot that is large enough has one.</summary>
    private long Share(long length, long alignment)
    {
        for (int slotClass = 0, slot = 0; slotClass < WindowLayout.ClassCount; slotClass++)
        {
            for (int index = 0; index < WindowLayout.SlotCounts[slotClass]; index++, slot++)
            {
                long below = AlignDown(_lowest[slot] - Gap - length, alignment);
                if (length <= WindowLayout.SlotSizes[slotClass] && below >= WindowLayout.SlotOffset(slotClass, index))
                {
                    return _lowest[slot] = below;
                }
            }
        }

        return -1;
    }

    private static long AlignDown(long value, long alignment) => value & -alignment;

    /// <summary>By class: the number of slots that hold a block.</summary>
    [InlineArray(8)]
    private struct Cursors
    {
        private int _first;
    }

    /// <summary>By slot: the offset of the block placed last in it.</summary>
    [InlineArray(WindowLayout.SlotTotal)]
    private struct Lowest
    {
        private long _first;
    }
}
