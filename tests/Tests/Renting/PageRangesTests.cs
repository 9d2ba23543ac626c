using FfiIsolation.Renting;

namespace FfiIsolation.Tests.Renting;

public sealed class PageRangesTests
{
    /// <summary>Against a map of every page.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void They_are_the_set_of_their_pages(int seed)
    {
        const int Size = 200;
        var random = new Random(seed);
        PageRanges one = new(), other = new();
        bool[] ones = new bool[Size], others = new bool[Size];
        for (int step = 0; step < 5000; step++)
        {
            (PageRanges ranges, bool[] map) = random.Next(2) == 0 ? (one, ones) : (other, others);
            int first = random.Next(Size), end = random.Next(first, Math.Min(Size, first + 20) + 1);
            bool adds = random.Next(2) == 0;
            (adds ? (Action<PageRange>)ranges.Add : ranges.Remove)(new(first, end));
            Array.Fill(map, adds, first, end - first);
            Assert.Equal(RangesOf(map), ranges.All);
            Assert.Equal(map.AsSpan(first, end - first).Contains(true), ranges.Overlaps(new(first, end)));
            Assert.Equal(RangesOf([.. ones.Zip(others, (here, there) => here && !there)]), one.Except(other));
        }
    }

    private static List<PageRange> RangesOf(bool[] map)
    {
        var ranges = new List<PageRange>();
        for (int i = 0; i < map.Length; i++)
        {
            if (map[i] && (i == 0 || !map[i - 1]))
            {
                ranges.Add(new(i, i));
            }

            if (map[i])
            {
                ranges[^1] = ranges[^1] with { End = i + 1 };
            }
        }

        return ranges;
    }
}
