using FfiIsolation.Renting;

namespace FfiIsolation.Tests.Renting;

public sealed class PageAllocatorTests
{
    [Fact]
    public void What_is_taken_lies_apart_and_what_is_given_back_joins_its_neighbours()
    {
        var pages = new PageAllocator(10);
        Assert.Equal([0L, 3, 6], [pages.Take(3), pages.Take(3), pages.Take(3)]);
        Assert.Equal(-1, pages.Take(2));
        pages.Give(3, 3);
        Assert.Equal((2, 3L), (pages.Ranges, pages.Largest));
        pages.Give(0, 3);
        Assert.Equal((2, 6L), (pages.Ranges, pages.Largest));
        pages.Give(6, 3);
        Assert.Equal((1, 10L), (pages.Ranges, pages.Largest));
        Assert.Equal(0, pages.Take(10));
        Assert.Equal((0, 0L), (pages.Ranges, pages.Largest));
    }

    [Fact]
    public void The_lowest_place_is_taken_again()
    {
        var pages = new PageAllocator(100);
        long[] first = [pages.Take(5), pages.Take(7), pages.Take(5)];
        pages.Give(first[1], 7);
        Assert.Equal(first[1], pages.Take(6));
        Assert.Equal(first[1] + 6, pages.Take(1));
        Assert.Equal(17, pages.Take(1));
    }

    [Fact]
    public void An_empty_arena_gives_nothing() => Assert.Equal((-1L, 0, 0L), (new PageAllocator(0).Take(1), new PageAllocator(0).Ranges, new PageAllocator(0).Largest));

    /// <summary>Against a map of every page: nothing is given twice, nothing is lost, and what is returned is one range again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_long_life_neither_leaks_nor_fragments(int seed)
    {
        const int Size = 4096;
        var random = new Random(seed);
        var pages = new PageAllocator(Size);
        var map = new bool[Size];
        var taken = new List<(long First, long Count)>();
        for (int step = 0; step < 20_000; step++)
        {
            long count = 1 + random.Next(random.Next(4) == 0 ? 500 : 20);
            if (random.Next(2) == 0 && pages.Take(count) is var first and >= 0)
            {
                Assert.DoesNotContain(true, map[(int)first..(int)(first + count)]);
                Array.Fill(map, true, (int)first, (int)count);
                taken.Add((first, count));
            }
            else if (taken.Count > 0)
            {
                int one = random.Next(taken.Count);
                pages.Give(taken[one].First, taken[one].Count);
                Array.Fill(map, false, (int)taken[one].First, (int)taken[one].Count);
                taken.RemoveAt(one);
            }

            Assert.InRange(pages.Ranges, 0, taken.Count + 1);
        }

        foreach ((long first, long count) in taken)
        {
            pages.Give(first, count);
        }

        Assert.Equal((1, (long)Size), (pages.Ranges, pages.Largest));
    }
}
