using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Heaps.HeapScene;

namespace FfiIsolation.ProcessTests.Heaps;

/// <summary>What is in use in a guarded heap, what is left at a session's end, and that well-behaved code notices nothing.</summary>
public sealed class HeapUseTests(HeapScene scene) : IClassFixture<HeapScene>
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.SharedMemory, LaneChoice.Rpc];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_is_left_at_the_end_of_a_session_is_told_by_where_it_came_from(LaneChoice lane)
    {
        int generation;
        await using (NativeSession session = await scene.OpenAsync(lane))
        {
            generation = session.Generation;
            NativePointer freed = Of(session, "void *block_new(size_t size)").Invoke(8).Pointer;
            Of(session, "void block_free(void *block)").Invoke(freed);
            Of(session, "void block_leak(int count, size_t size)").Invoke(3, 40);
            Of(session, "void *object_new(void)").Invoke();
        }

        await Eventually.HoldsAsync(() => Told(lane, generation) is not null, () => "Nothing was told.");
        OwnershipEventArgs told = Told(lane, generation)!;
        Assert.Empty(told.Handles);
        Assert.Equal((4, 128, 0), (told.Heap!.Blocks, told.Heap.Bytes, told.Heap.UnguardedAllocations));
        Assert.Equal(["block_leak", "object_new"], told.Heap.Uses.Select(use => use.Function));
        Assert.Equal(["malloc", "operator new"], told.Heap.Uses.Select(use => use.Allocator));
        Assert.Equal((3, 120, 3, 3), (told.Heap.Uses[0].Blocks, told.Heap.Uses[0].Bytes, told.Heap.Uses[0].FirstCall, told.Heap.Uses[0].LastCall));
        Assert.Equal("block_new", told.Heap.Uses[0].Stack[0].Symbol);
        Assert.StartsWith($"The session on worker {generation} ended with what its calls had allocated and nobody freed: 4 blocks (128 bytes): 3 blocks (120 bytes) of block_leak #3, by malloc in block_new (libfaults_blocks.so+0x", told.Message, StringComparison.Ordinal);
        Assert.Contains(scene[lane].Recording.Entries, entry => entry.StartsWith("Warning OwnershipMistake LeftAllocated: ", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_that_freed_everything_or_keeps_what_it_may_is_told_of_nothing()
    {
        int generation;
        await using (NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory))
        {
            generation = session.Generation;
            NativeFunction copy = session.Load("c").Function("char *strdup(const char *s) __attribute__((malloc(free)))");
            Assert.Equal("text", copy.Invoke("text").Text);
            Of(session, "int block_read(const char *block, long at)").Invoke(NativeBuffer.Keep("kept"), 1);
            session.Free(session.Allocate(100));
        }

        // Events come in order: those of a session that is closed after it come after its own.
        NativeSession later = await scene.OpenAsync(LaneChoice.SharedMemory);
        later.Allocate(1);
        await later.DisposeAsync();
        await Eventually.HoldsAsync(() => Told(LaneChoice.SharedMemory, later.Generation) is not null, () => "Nothing was told.");
        Assert.Null(Told(LaneChoice.SharedMemory, generation));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_is_in_use_can_be_read_while_a_session_is_open(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        NativeFunction allocate = Of(session, "void *block_new(size_t size)"), free = Of(session, "void block_free(void *block)");
        NativePointer[] blocks = [.. Enumerable.Range(0, 3).Select(_ => allocate.Invoke(10).Pointer)];
        HeapSnapshot before = await session.ReadHeapAsync(TestContext.Current.CancellationToken);
        HeapUse use = Assert.Single(before.Uses, use => use.Function == "block_new");
        Assert.Equal((3, 30, 1, 3, blocks[0]), (use.Blocks, use.Bytes, use.FirstCall, use.LastCall, use.Oldest));
        free.Invoke(blocks[0]);
        free.Invoke(blocks[2]);
        HeapSnapshot after = session.ReadHeap();
        Assert.Equal((before.Blocks - 2, before.Bytes - 20), (after.Blocks, after.Bytes));
        use = Assert.Single(after.Uses, use => use.Function == "block_new");
        Assert.Equal((1, 2, 2, blocks[1]), (use.Blocks, use.FirstCall, use.LastCall, use.Oldest));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_look_at_the_heap_finds_what_was_written_around_a_block()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(5).Pointer;
        Of(session, "void block_write(void *block, long at, int value)").Invoke(block, 5, 1);
        CrashReport report = Assert.Throws<NativeCrashException>(() => session.ReadHeap()).Report;
        Assert.Equal("A byte was overwritten, up to 1 byte past the end of a block of 5 bytes that block_new #1 allocated. A look at the heap found it; who wrote there is not known.", report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Memory_that_the_heap_has_no_room_for_is_the_C_librarys_and_counted()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativeFunction leak = Of(session, "void block_leak(int count, size_t size)");
        leak.Invoke(30_000, 16);
        HeapSnapshot heap = session.ReadHeap();
        HeapUse use = Assert.Single(heap.Uses, use => use.Function == "block_leak");
        Assert.Equal(30_000, use.Blocks + heap.UnguardedAllocations);
        Assert.InRange(heap.UnguardedAllocations, 1, 29_000);

        // A crash in such a worker has its libraries named, which lie among fifty thousand mappings.
        CrashReport report = Crash(Of(session, "int block_read(const void *block, long at)"), NativePointer.Null, 0);
        Assert.Equal("block_read", report.Stack[0].Symbol);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Blocks_are_as_the_language_promises()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativeFunction allocate = Of(session, "void *block_new(size_t size)"), free = Of(session, "void block_free(void *block)");
        NativeFunction aligned = Of(session, "void *block_aligned(size_t alignment, size_t size)"), grow = Of(session, "void *block_grow(void *block, size_t size)");
        for (int size = 0; size <= 130; size++)
        {
            NativePointer block = allocate.Invoke(size).Pointer;
            Assert.Equal(0UL, block.Address % 16);
            session.Write<byte>(block, Enumerable.Repeat((byte)size, size).ToArray());
            NativePointer grown = grow.Invoke(block, size + 4000).Pointer;
            byte[] content = new byte[size];
            session.Read<byte>(grown, content);
            Assert.All(content, value => Assert.Equal((byte)size, value));
            free.Invoke(grown);
        }

        foreach (int alignment in (int[])[16, 64, 4096, 65_536])
        {
            NativePointer block = aligned.Invoke(alignment, 3 * alignment).Pointer;
            Assert.Equal(0UL, block.Address % (ulong)alignment);
            session.Write<byte>(block, new byte[3 * alignment]);
            free.Invoke(block);
        }

        NativePointer huge = allocate.Invoke(100_000_000).Pointer;
        session.Write<byte>(huge + 99_999_999, new byte[] { 1 });
        free.Invoke(huge);
        Assert.True(allocate.Invoke(long.MaxValue / 2).Pointer.IsNull);
        Assert.Equal(1, (int)Of(session, "int object_too_large(size_t size)").Invoke(long.MaxValue / 2));
        Of(session, "void object_delete(void *object)").Invoke(Of(session, "void *object_new(void)").Invoke().Pointer);
        Of(session, "void objects_delete(void *objects)").Invoke(Of(session, "void *objects_new(int count)").Invoke(7).Pointer);
        free.Invoke(NativePointer.Null);
        Assert.DoesNotContain(session.ReadHeap().Uses, use => !use.IsOfLoading);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Many_threads_of_a_library_use_it_at_once()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        Assert.Equal(0, (int)Of(session, "int block_storm(int threads, int rounds)").Invoke(4, 2_000));
        Assert.DoesNotContain(session.ReadHeap().Uses, use => use.Function == "block_storm");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_process_that_a_library_forks_has_a_heap_of_its_own_and_no_word_of_it_in_its_environment()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(16).Pointer;
        Assert.Equal(42, (int)Of(session, "int block_in_child(void *block)").Invoke(block));
        Assert.Equal('b', (char)(int)Of(session, "int block_read(const void *block, long at)").Invoke(block, 0));
        Of(session, "void block_free(void *block)").Invoke(block);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Batches_lists_and_callbacks_run_in_it_as_anywhere(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        NativeFunction leak = Of(session, "void block_leak(int count, size_t size)");
        BatchResult batch = leak.Map(new BatchOptions(), new[] { 1, 1, 1 }, new ulong[] { 8, 16, 24 });
        Assert.Equal(3, batch.Rows);
        HeapUse use = Assert.Single(session.ReadHeap().Uses, use => use.Function == "block_leak");
        Assert.Equal((3, 48, 1), (use.Blocks, use.Bytes, use.FirstCall));
        NativeFunction sort = session.Load("c").Function("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        int[] numbers = [3, 1, 2];
        sort.Invoke(NativeBuffer.InOut(numbers), numbers.Length, sizeof(int), NativeCallback.Of(a => a.Read<int>(0) - a.Read<int>(1)));
        Assert.Equal([1, 2, 3], numbers);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("Open")]
    [InlineData("Confined")]
    public async Task It_is_the_same_whatever_a_worker_may_do(string preset)
    {
        Confinement confinement = preset == "Open" ? Confinement.Open : Confinement.Confined with { ReadPaths = [Path.GetDirectoryName(Library)!], MaxMemoryBytes = 512L << 20 };
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Confinement = confinement, MaxWorkers = 1, MinWorkers = 0, Spares = 0 }, TestContext.Current.CancellationToken);
        await using NativeSession session = await host.OpenSessionAsync(new SessionOptions { HeapGuarding = HeapGuarding.Guarded }, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries($"/proc/{session.ProcessId}/fd"), descriptor => new FileInfo(descriptor).LinkTarget?.Contains("ffi-heap", StringComparison.Ordinal) == true);
        CrashReport report = Crash(Of(session, "void block_free_twice(void)"));
        Assert.Equal("block_free_twice aborted: a block was freed twice", report.Summary);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_restartable_session_has_it_on_each_worker()
    {
        await using RestartableSession<NativeSession> kept = await scene[LaneChoice.SharedMemory].Host.OpenRestartableSessionAsync(
            Task.FromResult, new RestartableSessionOptions { HeapGuarding = HeapGuarding.Guarded }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 2; i++)
        {
            CrashReport report = Assert.Throws<NativeCrashException>(() => kept.Use(session => Of(session, "void block_free_twice(void)").Invoke())).Report;
            Assert.Equal("block_free_twice aborted: a block was freed twice", report.Summary);
        }
    }

    private OwnershipEventArgs? Told(LaneChoice lane, int generation) => scene[lane].Recording.Ownership.FirstOrDefault(
        told => told.Kind == OwnershipEventKind.LeftAllocated && told.Message.StartsWith($"The session on worker {generation} ", StringComparison.Ordinal));
}
