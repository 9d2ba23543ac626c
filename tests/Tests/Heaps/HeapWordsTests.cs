// What a guarded heap tells, from its bytes (as the C compiler lays them out: Layout/LayoutTests) to the sentence.
using System.Buffers.Binary;
using FfiIsolation.Calls;
using FfiIsolation.Crashes;
using FfiIsolation.Heaps;
using FfiIsolation.Libraries;
using FfiIsolation.SharedMemory;

namespace FfiIsolation.Tests.Heaps;

public sealed class HeapWordsTests
{
    private const ulong First = 1000, Block = 0x7E0000000FF0, Malloc = 0x7F0000001000, Free = 0x7F0000002000;
    private const int CallThread = 7;

    [Theory]
    [InlineData(nameof(HeapFindingKind.TouchedFreed), 8, "The fault address is 8 bytes into a block of 16 bytes that malloc #1 allocated and free #2 freed: it was used after it was freed (read).")]
    [InlineData(nameof(HeapFindingKind.TouchedFreed), 0, "The fault address is the start of a block of 16 bytes that malloc #1 allocated and free #2 freed: it was used after it was freed (read).")]
    [InlineData(nameof(HeapFindingKind.TouchedFreed), -64, "The fault address is at the start of a block of 16 bytes that malloc #1 allocated and free #2 freed: it was used after it was freed (read).")]
    [InlineData(nameof(HeapFindingKind.TouchedFreed), -65, "The fault address is 65 bytes before the start of a block of 16 bytes that malloc #1 allocated and free #2 freed: it was used after it was freed (read).")]
    [InlineData(nameof(HeapFindingKind.TouchedBehind), 16, "The fault address is one byte past the end of a block of 16 bytes that malloc #1 allocated (read).")]
    [InlineData(nameof(HeapFindingKind.TouchedBefore), -4080, "The fault address is 4080 bytes before the start of a block of 16 bytes that malloc #1 allocated (read).")]
    public void A_fault_is_told_by_its_place_in_the_block(string name, long offset, string told)
    {
        var kind = Enum.Parse<HeapFindingKind>(name);
        byte[] finding = Finding(kind, offset);
        if (kind != HeapFindingKind.TouchedFreed)
        {
            finding.AsSpan(HeapLayout.FindingFreed).Clear();
        }

        Assert.Equal(told, Sentence(finding, " (read)"));
    }

    [Theory]
    [InlineData(nameof(HeapFindingKind.FreedTwice), 0, "free was given a block of 16 bytes that malloc #1 allocated and free #2 freed: it was freed twice.")]
    [InlineData(nameof(HeapFindingKind.FreedTwice), 4, "free was given an address 4 bytes into a block of 16 bytes that malloc #1 allocated and free #2 freed: it was freed twice.")]
    [InlineData(nameof(HeapFindingKind.FreedInside), 4, "free was given an address 4 bytes into a block of 16 bytes that malloc #1 allocated: only the start of a block can be freed.")]
    [InlineData(nameof(HeapFindingKind.WrongFunction), 0, "free was given a block of 16 bytes that malloc #1 allocated by malloc: that is freed by free.")]
    [InlineData(nameof(HeapFindingKind.FreedStranger), 0, "free was given an address in the heap where no block was: a pointer that was computed, or is garbage.")]
    public void What_was_refused_is_told_with_who_was_called(string name, long offset, string told)
    {
        var kind = Enum.Parse<HeapFindingKind>(name);
        Assert.StartsWith(told, Sentence(Without(kind == HeapFindingKind.FreedStranger ? HeapLayout.FindingAllocated : null, Finding(kind, offset))), StringComparison.Ordinal);
    }

    // sqlite3_mprintf keeps the size in the 8 bytes in front of what it gives out (mem1.c of SQLite).
    [Theory]
    [InlineData(nameof(HeapFindingKind.FreedInside), 8, true, "If malloc gave this address, its library probably has an allocator of its own, which keeps words in front of what it gives out: free it by that library's own function, and not by release.")]
    [InlineData(nameof(HeapFindingKind.FreedInside), -8, true, "release probably frees what an allocator of its own library gave, with words in front of it, and malloc did not get the block there: free it by free.")]
    [InlineData(nameof(HeapFindingKind.FreedInside), -16, false, "release probably frees what an allocator of its own library gave, with words in front of it, and malloc did not get the block there: free it by the function that goes with malloc.")]
    [InlineData(nameof(HeapFindingKind.FreedInside), 4, true, null)]
    [InlineData(nameof(HeapFindingKind.FreedInside), 40, true, null)]
    [InlineData(nameof(HeapFindingKind.FreedTwice), 8, true, null)]
    public void An_address_beside_the_start_of_a_block_is_probably_of_another_allocator(string name, long offset, bool isOfC, string? told) =>
        Assert.Equal(told, HeapWords.Beside(HeapDecoder.Finding(Finding(Enum.Parse<HeapFindingKind>(name), offset))!, "malloc", isOfC, "release"));

    [Theory]
    [InlineData(16, 16, "A byte was overwritten, up to 1 byte past the end of a block of 16 bytes that malloc #1 allocated. free found it; who wrote there is not known.")]
    [InlineData(18, 20, "3 bytes were overwritten, up to 5 bytes past the end of a block of 16 bytes that malloc #1 allocated. free found it; who wrote there is not known.")]
    [InlineData(-8, -1, "8 bytes were overwritten, up to 8 bytes before the start of a block of 16 bytes that malloc #1 allocated. free found it; who wrote there is not known.")]
    public void Bytes_around_a_block_are_counted_from_it(long first, long last, string told)
    {
        byte[] finding = Finding(HeapFindingKind.Overwritten, 0);
        BinaryPrimitives.WriteInt64LittleEndian(finding.AsSpan(HeapLayout.FindingFirst), first);
        BinaryPrimitives.WriteInt64LittleEndian(finding.AsSpan(HeapLayout.FindingLast), last);
        Assert.Equal(told, Sentence(finding));
    }

    [Fact]
    public void What_cannot_be_is_left_out()
    {
        Assert.Null(HeapDecoder.Finding(Finding(HeapFindingKind.Nothing, 0)));
        Assert.Null(HeapDecoder.Finding(Finding((HeapFindingKind)12, 0)));
        Assert.Null(HeapDecoder.Finding(Finding(HeapFindingKind.FreedTwice, 0).AsSpan(1)));
        foreach ((long first, long last) in ((long, long)[])[(3, 2), (0, 0), (15, 15), (long.MinValue, 0), (16, long.MaxValue)])
        {
            byte[] finding = Finding(HeapFindingKind.Overwritten, 0);
            BinaryPrimitives.WriteInt64LittleEndian(finding.AsSpan(HeapLayout.FindingFirst), first);
            BinaryPrimitives.WriteInt64LittleEndian(finding.AsSpan(HeapLayout.FindingLast), last);
            Assert.Null(HeapDecoder.Finding(finding));
        }

        byte[] many = Finding(HeapFindingKind.FreedTwice, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(HeapLayout.FindingAllocated + HeapLayout.OriginFrameCount), uint.MaxValue);
        Assert.Equal(HeapLayout.Frames, HeapDecoder.Finding(many)!.Allocated!.Frames.Count);
    }

    [Fact]
    public void Calls_are_counted_without_those_that_load_and_resolve()
    {
        var calls = new HeapCalls(First);
        foreach ((ulong sequence, FunctionTarget function) in ((ulong, FunctionTarget)[])[
            (First + 1, InternalFunctions.Open), (First + 2, InternalFunctions.Resolve), (First + 3, InternalFunctions.Free), (First + 4, InternalFunctions.BindCallback), (First + 5, InternalFunctions.Free)])
        {
            calls.Begin(sequence, function);
        }

        Assert.Equal([null, null, null, 1L, null, 2L, 3L], Enumerable.Range(0, 7).Select(i => calls.NumberOf(First + (ulong)i)));
        Assert.Null(calls.NumberOf(First - 1));
        calls.Bound(InternalFunctions.Open, Free);
        Assert.Equal("the loading of a library", calls.NameOf(new HeapOrigin(First + 1, Free, CallThread, 0, HeapFunction.Malloc, [])));
        Assert.Equal("a call #1", calls.NameOf(new HeapOrigin(First + 3, Malloc, CallThread, 0, HeapFunction.Malloc, [])));
    }

    [Fact]
    public void Calls_have_no_number_any_more_once_too_many_steps_were_made()
    {
        var calls = new HeapCalls(First);
        for (ulong i = 1; i <= HeapCalls.MaxSteps + 1; i++)
        {
            calls.Begin(First + (2 * i), InternalFunctions.Protect);
        }

        Assert.Equal(1 + HeapCalls.MaxSteps, calls.NumberOf(First + (2 * HeapCalls.MaxSteps) + 1));
        Assert.Null(calls.NumberOf(First + (2 * HeapCalls.MaxSteps) + 3));
    }

    [Fact]
    public void Calls_within_callbacks_and_threads_of_libraries_are_told_as_such()
    {
        HeapCalls calls = Calls();
        Assert.Equal("malloc, in a callback of call #1,", HeapWords.Who(new HeapOrigin(First + 1, Malloc, CallThread, 1, HeapFunction.Malloc, []), calls, CallThread));
        Assert.Equal("a thread of the library during free #2", HeapWords.Who(new HeapOrigin(First + 2, Free, 99, 0, HeapFunction.Malloc, []), calls, CallThread));
        Assert.Equal("free #2", HeapWords.Who(new HeapOrigin(First + 2, Free, 99, 0, HeapFunction.Malloc, []), calls, 0));
    }

    [Fact]
    public void A_snapshot_leaves_out_what_loading_kept_and_puts_the_most_first()
    {
        HeapCalls calls = Calls();
        calls.Bound(InternalFunctions.Open, 0x5000);
        HeapOrigin Of(ulong call, ulong target) => new(First + call, target, CallThread, 0, HeapFunction.Malloc, []);
        var listing = new HeapListing(6, 600, 4, [new HeapGroup(1, 100, 0x10, First + 1, Of(1, Malloc)), new HeapGroup(2, 300, 0x20, First + 3, Of(3, 0x5000)), new HeapGroup(3, 200, 0x30, First + 9, Of(2, Free))]);
        HeapSnapshot heap = HeapSnapshot.Of(listing, calls, withLoading: false, _ => [], NativePointer.FromAddress);
        Assert.Equal((4, 300, 4), (heap.Blocks, heap.Bytes, heap.UnguardedAllocations));
        Assert.Equal("4 blocks (300 bytes): 3 blocks (200 bytes) of free #2 to #9, by malloc; 1 block (100 bytes) of malloc #1, by malloc; 4 allocations were beyond the heap's bounds, unguarded and not among them", heap.ToString());
        var one = new HeapListing(2, 300, 0, [new HeapGroup(2, 300, 0x20, First + 3, Of(1, Malloc))]);
        Assert.Equal("2 blocks (300 bytes) of malloc #1 to #3, by malloc", HeapSnapshot.Of(one, calls, withLoading: false, _ => [], NativePointer.FromAddress).ToString());
        Assert.Equal("nothing", HeapSnapshot.Of(new HeapListing(0, 0, 0, []), calls, withLoading: true, _ => [], NativePointer.FromAddress).ToString());
        Assert.Equal("nothing; 1 allocation was beyond the heap's bounds, unguarded and not among them", HeapSnapshot.Of(new HeapListing(0, 0, 1, []), calls, withLoading: true, _ => [], NativePointer.FromAddress).ToString());
        Assert.Contains("2 blocks (300 bytes) of the loading of a library, by malloc", HeapSnapshot.Of(listing, calls, withLoading: true, _ => [], NativePointer.FromAddress).ToString(), StringComparison.Ordinal);
    }

    private static byte[] Without(int? origin, byte[] finding)
    {
        if (origin is { } at)
        {
            finding.AsSpan(at, HeapLayout.OriginSize).Clear();
        }

        return finding;
    }

    private static string Sentence(byte[] finding, string access = "") => HeapWords.Sentence(HeapDecoder.Finding(finding)!, Calls(), CallThread, access, null);

    private static HeapCalls Calls()
    {
        var calls = new HeapCalls(First);
        calls.Bound(InternalFunctions.Allocate, Malloc);
        calls.Bound(InternalFunctions.Free, Free);
        return calls;
    }

    private static byte[] Finding(HeapFindingKind kind, long offset)
    {
        byte[] finding = new byte[HeapLayout.FindingSize];
        BinaryPrimitives.WriteUInt32LittleEndian(finding, (uint)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(finding.AsSpan(HeapLayout.FindingFunction), (uint)HeapFunction.Free);
        BinaryPrimitives.WriteUInt64LittleEndian(finding.AsSpan(HeapLayout.FindingAddress), unchecked(Block + (ulong)offset));
        BinaryPrimitives.WriteUInt64LittleEndian(finding.AsSpan(HeapLayout.FindingBlock), Block);
        BinaryPrimitives.WriteUInt64LittleEndian(finding.AsSpan(HeapLayout.FindingBytes), 16);
        Origin(finding.AsSpan(HeapLayout.FindingAllocated), 1, Malloc, HeapFunction.Malloc);
        Origin(finding.AsSpan(HeapLayout.FindingFreed), 2, Free, HeapFunction.Free);
        return finding;
    }

    private static void Origin(Span<byte> origin, ulong call, ulong target, HeapFunction function)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(origin, First + call);
        BinaryPrimitives.WriteUInt64LittleEndian(origin[HeapLayout.OriginTarget..], target);
        BinaryPrimitives.WriteInt32LittleEndian(origin[HeapLayout.OriginThread..], CallThread);
        BinaryPrimitives.WriteUInt32LittleEndian(origin[HeapLayout.OriginFunction..], (uint)function);
    }
}
