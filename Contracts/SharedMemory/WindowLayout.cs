// The window: where the data of a call lies. Slots of a few sizes, each followed by a guard page that the worker cannot touch, so that
// a block placed at the end of its slot faults on the first byte past its end. Offsets are from the start of the window.
namespace FfiIsolation.SharedMemory;

internal static class WindowLayout
{
    public const int GuardSize = 0x1000;

    /// <summary>The classes of slots, smallest first.</summary>
    public static ReadOnlySpan<long> SlotSizes => [0x1000, 0x10000, 0x100000, 0x1000000, 0x8000000];

    public static ReadOnlySpan<int> SlotCounts => [32, 8, 4, 2, 2];

    public static int ClassCount => SlotSizes.Length;

    /// <summary>The number of slots of all classes.</summary>
    public const int SlotTotal = 32 + 8 + 4 + 2 + 2;

    /// <summary>The size of the window, guard pages included, in bytes.</summary>
    public static long Size { get; } = SlotOffset(ClassCount, 0);

    /// <summary>The largest block that fits, in bytes.</summary>
    public static long MaxBlockBytes => SlotSizes[^1];

    public static long SegmentSize => SegmentLayout.WindowOffset + Size;

    /// <summary>The slot that a block starts in: its number over all classes, and where its guard page is.</summary>
    public static (int Number, long End) SlotOf(long offset)
    {
        int number = 0;
        long first = 0;
        for (int i = 0; i < ClassCount; number += SlotCounts[i], first += SlotCounts[i] * (SlotSizes[i] + GuardSize), i++)
        {
            long index = (offset - first) / (SlotSizes[i] + GuardSize);
            if (index < SlotCounts[i])
            {
                return (number + (int)index, first + (index * (SlotSizes[i] + GuardSize)) + SlotSizes[i]);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(offset));
    }

    /// <summary>Where slot <paramref name="index"/> of class <paramref name="slotClass"/> starts.</summary>
    public static long SlotOffset(int slotClass, int index)
    {
        long offset = 0;
        for (int i = 0; i < slotClass; i++)
        {
            offset += SlotCounts[i] * (SlotSizes[i] + GuardSize);
        }

        return slotClass == ClassCount ? offset : offset + (index * (SlotSizes[slotClass] + GuardSize));
    }
}
