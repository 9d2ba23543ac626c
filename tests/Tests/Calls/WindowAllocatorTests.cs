using FfiIsolation.Calls;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Calls;

public sealed class WindowAllocatorTests
{
    private readonly record struct Request(long Length, long Alignment);

    private readonly record struct Slot(long Start, long End);

    private static readonly Slot[] s_slots = [.. Enumerable.Range(0, WindowLayout.ClassCount).SelectMany(slotClass =>
        Enumerable.Range(0, WindowLayout.SlotCounts[slotClass]).Select(i => new Slot(
            WindowLayout.SlotOffset(slotClass, i), WindowLayout.SlotOffset(slotClass, i) + WindowLayout.SlotSizes[slotClass])))];

    [Fact]
    public void A_block_ends_at_the_guard_page_of_the_smallest_slot_that_holds_it()
    {
        for (int slotClass = 0; slotClass < WindowLayout.ClassCount; slotClass++)
        {
            long size = WindowLayout.SlotSizes[slotClass];
            Assert.Equal(WindowLayout.SlotOffset(slotClass, 0), new WindowAllocator().Place(size, 1));
            Assert.Equal(WindowLayout.SlotOffset(slotClass, 0) + 1, new WindowAllocator().Place(size - 1, 1));
        }

        Assert.Equal(0x1000 - 5, new WindowAllocator().Place(5, 1));
        Assert.Equal(0x1000 - 16, new WindowAllocator().Place(5, 16));
        Assert.Equal(0x1000, new WindowAllocator().Place(0, 16));
        Assert.Equal(-1, new WindowAllocator().Place(WindowLayout.MaxBlockBytes + 1, 1));
    }

    [Fact]
    public void Sixty_four_blocks_of_up_to_a_page_fit_whatever_their_sizes()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            Check([.. Enumerable.Range(0, 64).Select(_ => Any(random, seed == 0 ? 4096 : random.Next(4097)))], mustFit: true, $"seed {seed}");
        }

        Check([.. Enumerable.Repeat(new Request(4096, 4096), 64)], mustFit: true, "64 whole pages");
    }

    [Fact]
    public void Blocks_of_any_size_lie_apart_and_are_refused_only_where_no_slot_has_room()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var requests = new Request[random.Next(1, 200)];
            for (int i = 0; i < requests.Length; i++)
            {
                // Sizes of every magnitude, and often exactly that of a slot.
                long length = random.Next(3) == 0
                    ? WindowLayout.SlotSizes[random.Next(WindowLayout.ClassCount)] - random.Next(2)
                    : random.NextInt64(1L << random.Next(28));
                requests[i] = Any(random, length);
            }

            Check(requests, mustFit: false, $"seed {seed}");
        }
    }

    [Fact]
    public void With_rotation_a_place_is_used_again_only_when_all_others_of_its_size_were()
    {
        int last = WindowLayout.SlotCounts[0] - 1;
        long[] places = [.. Enumerable.Range(1, last).Select(rotation => new WindowAllocator(rotation).Place(5, 1))];
        Assert.Equal(last, places.Distinct().Count());
        Assert.All(places, place => Assert.InRange(place, s_slots[1].Start, s_slots[last].End));
        Assert.Equal(places[0], new WindowAllocator(1 + last).Place(5, 1));
    }

    [Fact]
    public void With_rotation_what_the_worker_says_has_the_first_place_and_no_block_lies_there()
    {
        for (int rotation = 1; rotation < 70; rotation++)
        {
            var window = new WindowAllocator(rotation);
            long before = window.Place(100, 1), fetch = window.PlaceFetch(4096);
            Assert.Equal(s_slots[0].Start, fetch);
            long[] blocks = [before, .. Enumerable.Range(0, 60).Select(_ => window.Place(100, 1))];
            Assert.All(blocks, at => Assert.True(at >= s_slots[0].End));
            Array.Sort(blocks);
            Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 100 + 64));
        }

        Assert.Equal(new WindowAllocator().Place(4096, 16), new WindowAllocator().PlaceFetch(4096));
    }

    [Fact]
    public void What_the_host_calls_itself_lies_in_the_first_places_alone()
    {
        Slot[] firsts = [s_slots[0], s_slots[WindowLayout.SlotCounts[0]], s_slots[WindowLayout.SlotCounts[0] + WindowLayout.SlotCounts[1]]];
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            WindowAllocator window = WindowAllocator.OfInternal;
            var blocks = new List<(long At, long Length)>();
            for (int i = 0; i < 5; i++)
            {
                long length = random.Next(i == 0 ? 60_000 : 5000);
                blocks.Add((i == 3 ? window.PlaceFetch(length) : window.Place(length, 16), length));
            }

            blocks.Sort();
            Assert.All(blocks, block => Assert.Single(firsts, slot => block.At >= slot.Start && block.At + block.Length <= slot.End));
            Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= pair.First.Length + 64));
        }
    }

    [Fact]
    public void What_the_host_calls_itself_finds_another_place_where_the_first_ones_are_full()
    {
        WindowAllocator window = WindowAllocator.OfInternal;
        long[] places = [.. Enumerable.Range(0, 2).Select(_ => window.Place(WindowLayout.MaxBlockBytes, 16))];
        Assert.Equal([s_slots[^2].Start, s_slots[^1].Start], places);
        Assert.Equal(-1, window.Place(WindowLayout.MaxBlockBytes, 16));
    }

    [Fact]
    public void Calls_of_all_threads_get_places_behind_each_other()
    {
        var rotation = new PlaceRotation();
        int first = 0, second = 0;
        var thread = new Thread(() => first = rotation.Take(3));
        thread.Start();
        thread.Join();
        second = rotation.Take(0);
        Assert.Equal((1, 4, 4), (first, second, rotation.Take(1)));
    }

    private static Request Any(Random random, long length) => new(length, 1L << random.Next(5));

    private static void Check(Request[] requests, bool mustFit, string which)
    {
        var allocator = new WindowAllocator();
        var lowest = new Dictionary<Slot, long>();
        foreach ((long length, long alignment) in requests)
        {
            long at = allocator.Place(length, alignment);
            if (at < 0)
            {
                Assert.False(mustFit, $"{which}: {length} bytes do not fit");

                // What is free is below the lowest block of each slot, less the gap of 64 bytes.
                Assert.DoesNotContain(s_slots, slot =>
                    (lowest.TryGetValue(slot, out long top) ? (top - 64 - length) & -alignment : (slot.End - length) & -alignment) >= slot.Start);
                continue;
            }

            Assert.True(at % alignment == 0, $"{which}: {at} is not aligned to {alignment}");
            Slot own = Assert.Single(s_slots, slot => at >= slot.Start && at <= slot.End && at + length <= slot.End);
            long limit = own.End;
            bool shares = lowest.TryGetValue(own, out long above);
            if (shares)
            {
                Assert.True(lowest.Count >= s_slots.Count(slot => slot.End - slot.Start >= length), $"{which}: shares a slot though others were free");
                limit = above;
            }

            Assert.True(at + length <= limit, $"{which}: overlaps");
            if (!shares && length % alignment == 0)
            {
                Assert.True(at + length == own.End, $"{which}: a block of its own slot ends before the guard page");
            }

            lowest[own] = at;
        }
    }
}
