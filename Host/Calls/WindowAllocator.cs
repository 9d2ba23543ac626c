// Places the blocks of one call in the window. A block gets a slot of its own while there are any, its end at the guard page;
// after that, blocks share slots, each below the one before. A call starts with an empty window, so nothing can fragment.
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Calls;

internal struct WindowAllocator
{
    /// <summary>The bytes kept free between two blocks that share a slot.</summary>
    private const long Gap = 64;

    private Cursors _used;

    /// <summary>Finds a place for a block.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of two. A length that is no multiple of it leaves a slack before the guard page.</param>
    /// <returns>The offset in the window, or -1 when no slot has room.</returns>
    public long Place(long length, long alignment)
    {
        for (int slotClass = 0; slotClass < WindowLayout.ClassCount; slotClass++)
        {
            long size = WindowLayout.SlotSizes[slotClass];
            if (length > size)
            {
                continue;
            }

            int count = WindowLayout.SlotCounts[slotClass];
            if (_used[slotClass] < count)
            {
                long slot = WindowLayout.SlotOffset(slotClass, _used[slotClass]++);
                _lowest[slotClass] = AlignDown(slot + size - length, alignment);
                return _lowest[slotClass];
            }

            // All slots of this class are taken: the space below the block placed last in it.
            long below = AlignDown(_lowest[slotClass] - Gap - length, alignment);
            if (_lowest[slotClass] != 0 && below >= WindowLayout.SlotOffset(slotClass, count - 1))
            {
                return _lowest[slotClass] = below;
            }
        }

        return -1;
    }

    private Lowest _lowest;

    private static long AlignDown(long value, long alignment) => value & -alignment;

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Cursors
    {
        private int _first;
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Lowest
    {
        private long _first;
    }
}
