using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Heaps.HeapScene;

namespace FfiIsolation.ProcessTests.Heaps;

/// <summary>What a guarded heap finds: the sentence that says whose the block was, and who freed it.</summary>
public sealed class HeapMistakeTests(HeapScene scene) : IClassFixture<HeapScene>
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.SharedMemory, LaneChoice.Rpc];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_block_that_is_freed_twice_is_told_with_who_allocated_and_who_freed_it(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        Assert.Equal(HeapGuarding.Guarded, session.HeapGuarding);
        IsolatedLibrary c = session.Load("c");
        NativeFunction strdup = c.Function("char *strdup(const char *s)"), free = c.Function("void free(void *p)");
        NativePointer kept = strdup.Invoke("kept").Pointer;
        NativePointer twice = strdup.Invoke("hello").Pointer;
        free.Invoke(twice);
        Assert.Equal("kept", session.ReadText(kept));
        CrashReport report = Crash(free, twice);

        Assert.Equal((CrashCause.HeapCorruption, CrashBlame.Call, "SIGABRT"), (report.Cause, report.Blame, report.SignalName));
        Assert.Equal("free aborted: a block was freed twice", report.Summary);
        Assert.StartsWith("free was given a block of 6 bytes that strdup #2 allocated and free #3 freed: it was freed twice.", report.Hints[0], StringComparison.Ordinal);
        Assert.Contains("The block was allocated in ", report.Hints[1], StringComparison.Ordinal);
        Assert.Contains("strdup (libc.so.6+0x", report.Hints[1], StringComparison.Ordinal);
        Assert.DoesNotContain(report.Hints, hint => hint.Contains("glibc", StringComparison.Ordinal));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_block_that_is_read_after_it_was_freed_is_told(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(16).Pointer;
        NativeFunction read = Of(session, "int block_read(const void *block, long at)");
        Assert.Equal('b', (char)(int)read.Invoke(block, 0));
        Of(session, "void block_free(void *block)").Invoke(block);
        CrashReport report = Crash(read, block, 8);

        Assert.Equal((CrashCause.UseAfterFree, FaultAccess.Read, block.Address + 8), (report.Cause, report.Access, report.FaultAddress));
        Assert.Equal("The fault address is 8 bytes into a block of 16 bytes that block_new #1 allocated and block_free #3 freed: it was used after it was freed (read).", report.Hints[0]);
        Assert.Matches(@"^The block was allocated in block_new \(libfaults_blocks\.so\+0x[0-9a-f]+\); and freed in block_free \(libfaults_blocks\.so\+0x[0-9a-f]+\)\.$", report.Hints[1]);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_block_that_the_kernel_meets_after_it_was_freed_is_told_by_a_warning(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        IsolatedLibrary c = session.Load("c");
        NativeFunction getrandom = c.Function("ssize_t getrandom(void *buf, size_t size, unsigned flags)");
        NativePointer block = session.Allocate(16), other = session.Allocate(16);
        Assert.Equal((16L, null), ((long)getrandom.Invoke(block, 16, 0), getrandom.Invoke(block, 16, 0).Warning));
        session.Free(block);
        const string Told = "getrandom left errno at EFAULT: the kernel met memory that it may not touch on the function's behalf, and argument `buf` is 4 bytes into a block of 16 bytes"
            + " that calloc #1 allocated and free #5 freed: it was used after it was freed.";
        NativeResult refused = getrandom.Invoke(block + 4, 12, 0);
        Assert.Equal((-1L, Told), ((long)refused, refused.Warning));
        Assert.Equal(Told, (await getrandom.InvokeAsync(block + 4, 12, 0)).Warning);

        // The kernel may have met something else where all blocks that are passed are in use.
        NativeResult elsewhere = c.Function("int stat(long path, void *to)").Invoke(4096, other);
        Assert.Equal((-1, null), ((int)elsewhere, elsewhere.Warning));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_block_that_is_written_after_it_was_freed_is_told()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = session.Allocate(100_000);
        session.Write(block, 5);
        session.Free(block);
        CrashReport report = Crash(Of(session, "void block_write(void *block, long at, int value)"), block, 99_999, 1);
        Assert.Equal((CrashCause.UseAfterFree, FaultAccess.Write), (report.Cause, report.Access));
        Assert.Equal("The fault address is 99999 bytes into a block of 100000 bytes that calloc #1 allocated and free #3 freed: it was used after it was freed (write).", report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Mistakes_within_a_library_are_told_by_the_call_and_the_place()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        CrashReport report = Crash(Of(session, "void block_free_twice(void)"));
        Assert.Equal("block_free_twice aborted: a block was freed twice", report.Summary);
        Assert.StartsWith("free was given a block of 24 bytes that block_free_twice #1 allocated and block_free_twice #1 freed: it was freed twice.", report.Hints[0], StringComparison.Ordinal);
        Assert.Equal(["block_free", "block_free_twice"], report.Stack.Take(2).Select(frame => frame.Symbol));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(16, 16, "one byte past the end of a block of 16 bytes that block_new #1 allocated (write).")]
    [InlineData(16, 40, "25 bytes past the end of a block of 16 bytes that block_new #1 allocated (write).")]
    [InlineData(70_000, 70_016, "17 bytes past the end of a block of 70000 bytes that block_new #1 allocated (write).")]
    [InlineData(0, 0, "one byte past the end of a block of 0 bytes that block_new #1 allocated (write).")]
    public async Task A_write_past_the_end_of_a_block_ends_at_its_page(int size, int at, string told)
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(size).Pointer;
        CrashReport report = Crash(Of(session, "void block_write(void *block, long at, int value)"), block, at, 1);
        Assert.Equal(CrashCause.BufferOverrun, report.Cause);
        Assert.Equal($"The fault address is {told}", report.Hints[0]);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(13, 13, "A byte was overwritten, up to 1 byte past the end of a block of 13 bytes that block_new #1 allocated. free found it; who wrote there is not known.")]
    [InlineData(13, 15, "A byte was overwritten, up to 3 bytes past the end of a block of 13 bytes that block_new #1 allocated. free found it; who wrote there is not known.")]
    [InlineData(32, -8, "A byte was overwritten, up to 8 bytes before the start of a block of 32 bytes that block_new #1 allocated. free found it; who wrote there is not known.")]
    public async Task What_is_written_around_a_block_before_its_page_is_found_when_it_is_freed(int size, int at, string told)
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(size).Pointer;
        Of(session, "void block_write(void *block, long at, int value)").Invoke(block, at, 1);
        CrashReport report = Crash(Of(session, "void block_free(void *block)"), block);
        Assert.Equal((CrashCause.HeapCorruption, "block_free aborted: the bytes around a block were overwritten"), (report.Cause, report.Summary));
        Assert.Equal(told, report.Hints[0]);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("void *object_new(void)", "void block_free(void *block)", "free was given a block of 8 bytes that object_new #1 allocated by operator new: that is freed by operator delete.")]
    [InlineData("void *block_new(size_t size)", "void object_delete(void *object)", "operator delete was given a block of 40 bytes that block_new #1 allocated by malloc: that is freed by free.")]
    [InlineData("void *objects_new(int count)", "void object_delete(void *object)", "operator delete was given a block of 320 bytes that objects_new #1 allocated by operator new[]: that is freed by operator delete[].")]
    [InlineData("void *object_new(void)", "void objects_delete(void *objects)", "operator delete[] was given a block of 8 bytes that object_new #1 allocated by operator new: that is freed by operator delete.")]
    public async Task A_block_of_another_allocator_is_told_with_both(string allocates, string frees, string told)
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativeFunction allocate = Of(session, allocates);
        NativePointer block = (allocate.Prototype.Parameters.Length == 0 ? allocate.Invoke() : allocate.Invoke(40)).Pointer;
        CrashReport report = Crash(Of(session, frees), block);
        Assert.Equal((CrashCause.HeapCorruption, true), (report.Cause, report.Summary.EndsWith("aborted: a block was freed by the wrong function", StringComparison.Ordinal)));
        Assert.Equal(told, report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_address_within_a_block_is_told_when_it_is_freed()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(64).Pointer;
        CrashReport report = Crash(Of(session, "void block_free(void *block)"), block + 16);
        Assert.Equal("block_free aborted: something was freed that no allocator gave", report.Summary);
        Assert.Equal("free was given an address 16 bytes into a block of 64 bytes that block_new #1 allocated: only the start of a block can be freed.", report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_local_variable_is_told_when_it_is_freed()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        CrashReport report = Crash(Of(session, "void block_free_local(void)"));
        Assert.Equal("free was given an address on the stack: a local variable, which no allocator gave.", report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Static_memory_is_told_when_it_is_freed()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        CrashReport report = Crash(Of(session, "void block_free_static(void)"));
        Assert.Equal("free was given an address in libfaults_blocks.so: static memory, which no allocator gave.", report.Hints[0]);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Lent_memory_is_told_by_its_parameter_when_it_is_freed(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        CrashReport report = Crash(Of(session, "void block_free(char *block)"), "text");
        Assert.Equal("free was given parameter `block`, which is the host's: a function that frees its argument is given NativeBuffer.Transfer.", report.Hints[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_address_that_realloc_has_left_is_stale()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_new(size_t size)").Invoke(32).Pointer;
        NativePointer grown = Of(session, "void *block_grow(void *block, size_t size)").Invoke(block, 33).Pointer;
        NativeFunction read = Of(session, "int block_read(const void *block, long at)");
        Assert.NotEqual(block, grown);
        Assert.Equal('b', (char)(int)read.Invoke(grown, 0));
        CrashReport report = Crash(read, block, 0);
        Assert.Equal("The fault address is the start of a block of 32 bytes that block_new #1 allocated and block_grow #2 freed: it was used after it was freed (read).", report.Hints[0]);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_block_of_a_call_is_told_in_a_callback_of_it(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        NativeFunction free = Of(session, "void block_free(void *block)");
        NativeFunction lend = Of(session, "int block_lend(int (*use)(void *block), size_t size)");
        CrashReport report = Crash(lend, NativeCallback.Of(arguments =>
        {
            free.Invoke(arguments.Pointer(0));
            return 0;
        }), 20);
        Assert.Equal("block_lend aborted: a block was freed twice", report.Summary);
        Assert.Equal("free was given a block of 20 bytes that block_lend #1 allocated and block_free, in a callback of call #1, freed: it was freed twice.", report.Hints[0].Split(" Look")[0]);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_block_that_a_thread_of_the_library_allocated_says_so()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        NativePointer block = Of(session, "void *block_of_thread(size_t size)").Invoke(48).Pointer;
        Of(session, "void block_free(void *block)").Invoke(block);
        CrashReport report = Crash(Of(session, "int block_read(const void *block, long at)"), block, 47);
        Assert.Equal(
            "The fault address is 47 bytes into a block of 48 bytes that a thread of the library during block_of_thread #1 allocated and block_free #2 freed: it was used after it was freed (read).",
            report.Hints[0]);
    }

    // fclose(3): "any further access (including another call to fclose()) to the stream results in undefined behavior".
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_is_given_again_to_the_function_that_freed_it_was_probably_freed_twice(LaneChoice lane)
    {
        await using NativeSession session = await scene.OpenAsync(lane);
        IsolatedLibrary c = session.Load("c");
        NativePointer stream = c.Function("FILE *fopen(const char *path, const char *mode)").Invoke("/dev/null", "r").Pointer;
        NativeFunction fclose = c.Function("int fclose(FILE *stream)");
        fclose.Invoke(stream);
        CrashReport report = Crash(fclose, stream);
        Assert.Equal(CrashCause.UseAfterFree, report.Cause);
        Assert.Contains(" that fopen #1 allocated and fclose #2 freed: it was used after it was freed", report.Hints[0], StringComparison.Ordinal);
        Assert.EndsWith(" fclose was given it again: it was probably freed twice, by the same function.", report.Hints[0], StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_another_function_freed_is_only_used_and_nothing_else_is_guessed_of_it()
    {
        await using NativeSession session = await scene.OpenAsync(LaneChoice.SharedMemory);
        IsolatedLibrary c = session.Load("c");
        NativePointer text = c.Function("char *strdup(const char *s)").Invoke("hello").Pointer;
        c.Function("void free(void *p)").Invoke(text);
        CrashReport report = Crash(c.Function("size_t strlen(const char *s)"), text);
        Assert.EndsWith("it was used after it was freed (read).", report.Hints[0], StringComparison.Ordinal);
        Assert.DoesNotContain(report.Hints, hint => hint.Contains("where an allocator keeps", StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_without_the_option_is_as_before()
    {
        await using NativeSession session = await scene[LaneChoice.SharedMemory].Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HeapGuarding.Off, session.HeapGuarding);
        Assert.Throws<InvalidOperationException>(() => session.ReadHeap());
        CrashReport report = Crash(Of(session, "void block_free_twice(void)"));
        Assert.Contains("double free detected", report.Summary, StringComparison.Ordinal);
    }
}
