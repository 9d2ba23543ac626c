// Places the blocks of one call in the window. A block gets a slot of its own while there are any, its end at the guard page;
// after that, blocks share slots, each below the one before. A call starts with an empty window, so nothing can fragment.
using System.Runtime.CompilerServices;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Calls;

internal struct WindowAllocator
{
    private const int FetchAlignment = 16;
    private const int Internal = -1;

    /// <summary>The bytes kept free between two blocks that share a slot.</summary>
    private const long Gap = Images.CallImageLayout.CanaryBytes;

    private readonly int _rotation;
    private Cursors _used;
    private Lowest _lowest;

    /// <summary>By class, from the lowest bit: what the worker reads or says lies in the first slot, which is then no other block's.</summary>
    private byte _fetchFirst;

    /// <param name="rotation">0: the slots of a class are used from the first on. Else they are used from another on, and the first one last.</param>
    public WindowAllocator(int rotation) => _rotation = rotation;

    /// <summary>For what the host calls itself: its blocks share the first slot of a class, which with rotation is the last that others get. So none of them opens what was taken back from a call just before.</summary>
    public static WindowAllocator OfInternal => new(Internal);

    /// <summary>Finds a place for a block.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of two, at most the size of a page. A length that is no multiple of it leaves a slack before the guard page.</param>
    /// <returns>The offset in the window, or -1 when no slot has room.</returns>
    public long Place(long length, long alignment)
    {
        if (_rotation == Internal && PlaceInFirst(length, alignment) is >= 0 and var place)
        {
            return place;
        }

        ReadOnlySpan<long> sizes = WindowLayout.SlotSizes;
        for (int slotClass = 0, first = 0; slotClass < sizes.Length; first += WindowLayout.SlotCounts[slotClass], slotClass++)
        {
            int index = _used[slotClass], count = WindowLayout.SlotCounts[slotClass];
            if (length <= sizes[slotClass] && index < count - ((_fetchFirst >> slotClass) & 1))
            {
                _used[slotClass]++;
                index = _rotation <= 0 ? index : Rotated(index, count);
                return _lowest[first + index] = AlignDown(WindowLayout.SlotOffset(slotClass, index) + sizes[slotClass] - length, alignment);
            }
        }

        return Share(length, alignment);
    }

    /// <summary>Finds a place for what the worker reads behind results: with rotation one that is always the same, so that no other is opened for it.</summary>
    /// <param name="length">Bytes.</param>
    public long PlaceFetch(long length)
    {
        ReadOnlySpan<long> sizes = WindowLayout.SlotSizes;
        for (int slotClass = 0, first = 0; _rotation > 0 && slotClass < sizes.Length; first += WindowLayout.SlotCounts[slotClass], slotClass++)
        {
            if (length <= sizes[slotClass] && ((_fetchFirst >> slotClass) & 1) == 0 && _used[slotClass] < WindowLayout.SlotCounts[slotClass])
            {
                _fetchFirst |= (byte)(1 << slotClass);
                return _lowest[first] = AlignDown(WindowLayout.SlotOffset(slotClass, 0) + sizes[slotClass] - length, FetchAlignment);
            }
        }

        return Place(length, FetchAlignment);
    }

    private long PlaceInFirst(long length, long alignment)
    {
        for (int slotClass = 0, first = 0; slotClass < WindowLayout.ClassCount; first += WindowLayout.SlotCounts[slotClass], slotClass++)
        {
            long start = WindowLayout.SlotOffset(slotClass, 0), size = WindowLayout.SlotSizes[slotClass];
            long at = AlignDown((_used[slotClass] == 0 ? start + size : _lowest[first] - Gap) - length, alignment);
            if (length <= size && at >= start)
            {
                _used[slotClass] = Math.Max(1, _used[slotClass]);
                return _lowest[first] = at;
            }
        }

        return -1;
    }

    private int Rotated(int index, int count) => index == count - 1 ? 0 : 1 + ((index + _rotation) % (count - 1));

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
