using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>Arguments whose memory outlives the call: kept by the session, or taken over by the function.</summary>
public sealed class MemoryTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        _session = await _recorded.Host.OpenSessionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kept_text_is_there_after_the_call(bool isAsync)
    {
        NativeFunction hold = await _session.FaultAsync("int hold_text(const char *text)"), held = await _session.FaultAsync("const char *held_text(void)");
        await using KeptMemory kept = NativeBuffer.Keep("Grüße, 世界");
        Assert.True(kept.Pointer.IsNull);
        Assert.Equal(15, (int)(isAsync ? await hold.InvokeAsync(kept) : hold.Invoke(kept)));
        NativePointer at = kept.Pointer;
        Assert.Equal(15, (int)hold.Invoke(kept));
        Assert.Equal(at, kept.Pointer);
        Assert.Equal("Grüße, 世界", (string?)held.Invoke());
        Assert.Equal(at, held.Invoke().Pointer);
        Assert.Equal("Grüße, 世界", _session.ReadText(kept.Pointer));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Kept_memory_is_copied_when_it_is_made_and_can_be_written()
    {
        NativeFunction value = await _session.FaultAsync("int owned_value(const int *number)");
        int[] numbers = [7, 8];
        KeptMemory kept = NativeBuffer.Keep<int>(numbers.AsMemory());
        numbers[0] = 9;
        Assert.Equal(7, (int)value.Invoke(kept));
        _session.Write(kept.Pointer, 10);
        Assert.Equal(10, (int)value.Invoke(kept));
        Assert.Equal(8, _session.Read<int>(kept.Pointer + sizeof(int)));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Disposed_memory_is_refused_and_leaving_it_to_the_session_is_no_mistake()
    {
        NativeFunction hold = await _session.FaultAsync("int hold_text(const char *text)");
        KeptMemory freed = NativeBuffer.Keep("text"), never = NativeBuffer.Keep("text"), left = NativeBuffer.Keep("text");
        hold.Invoke(freed);
        hold.Invoke(left);
        freed.Dispose();
        never.Dispose();
        Assert.Throws<StaleHandleException>(() => hold.Invoke(freed));
        Assert.Throws<StaleHandleException>(() => hold.Invoke(freed.Pointer));
        Assert.Throws<StaleHandleException>(() => hold.Invoke(never));
        Assert.Empty(_session.OpenHandles);
        await _session.DisposeAsync();
        await _recorded.Host.DisposeAsync();
        Assert.DoesNotContain(_recorded.Recording.Ownership, happened => happened.Kind == OwnershipEventKind.LeftOpen);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Kept_memory_belongs_to_one_session_and_to_no_host()
    {
        KeptMemory kept = NativeBuffer.Keep("text");
        NativeFunction ofHost = await _recorded.Host.FaultAsync("int hold_text(const char *text)");
        Assert.Contains("outside a session", Assert.Throws<ArgumentException>(() => ofHost.Invoke(kept)).Message, StringComparison.Ordinal);
        (await _session.FaultAsync("int hold_text(const char *text)")).Invoke(kept);
        await using NativeSession other = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction ofOther = await other.FaultAsync("int hold_text(const char *text)");
        Assert.Contains($"belongs to the session on worker {_session.Generation}", Assert.Throws<StaleHandleException>(() => ofOther.Invoke(kept)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Kept_memory_is_checked_like_any_argument()
    {
        NativeFunction value = await _session.FaultAsync("int owned_value(const int *number)"), hold = await _session.FaultAsync("int hold_text(const char *text)");
        Assert.Contains("8 bytes", Assert.Throws<ArgumentException>(() => value.Invoke(NativeBuffer.Keep(1.0))).Message, StringComparison.Ordinal);
        Assert.Contains("NUL", Assert.Throws<ArgumentException>(() => hold.Invoke(NativeBuffer.Keep("a\0b"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => hold.Invoke(NativeBuffer.Keep("a"), 1));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Transferred_text_is_freed_by_the_function_that_takes_it(bool inSession, bool isAsync)
    {
        NativeFunction take = await FaultAsync(inSession, "int take_text(char *text)");
        TransferredMemory text = NativeBuffer.Transfer("Käse");
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(5, (int)(isAsync ? await take.InvokeAsync(text) : take.Invoke(text)));
        }

        Assert.Equal(100, (int)(await FaultAsync(inSession, "int owned_frees(void)")).Invoke());
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_of_a_named_allocator_is_transferred(bool inSession)
    {
        NativeFunction take = await FaultAsync(inSession, "int take_owned(char *text)"), alive = await FaultAsync(inSession, "int owned_alive(void)");
        Assert.Equal(4, (int)take.Invoke(NativeBuffer.Transfer("text", "owned_allocate", "owned_free")));
        Assert.Equal(3, (int)take.Invoke(NativeBuffer.Transfer<byte>("abc\0"u8.ToArray(), "owned_allocate", "owned_free")));
        Assert.Equal((0, 2), ((int)alive.Invoke(), (int)(await FaultAsync(inSession, "int owned_frees(void)")).Invoke()));
        Assert.Throws<SymbolNotFoundException>(() => take.Invoke(NativeBuffer.Transfer("text", "no_such_allocator", "owned_free")));
        Assert.Throws<SymbolNotFoundException>(() => take.Invoke(NativeBuffer.Transfer("text", "owned_allocate", "no_such_deallocator")));
        Assert.Equal(0, (int)alive.Invoke());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_was_allocated_for_a_call_that_is_refused_is_freed_again()
    {
        // The second argument is refused in the worker's turn, when memory for the first is there.
        NativeFunction out_ = await _session.FaultAsync("void owned_text_out(char *text, const char *other)"), alive = await _session.FaultAsync("int owned_alive(void)");
        TransferredMemory good = NativeBuffer.Transfer("text", "owned_allocate", "owned_free"), bad = NativeBuffer.Transfer("text", "no_such_allocator", "owned_free");
        Assert.Throws<SymbolNotFoundException>(() => out_.Invoke(good, bad));
        Assert.Equal((0, 1), ((int)alive.Invoke(), (int)(await _session.FaultAsync("int owned_frees(void)")).Invoke()));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prototype_can_say_that_its_argument_is_taken(bool inSession)
    {
        NativeFunction take = await FaultAsync(inSession, "int take_text(char *text) __attribute__((ownership_takes(malloc, 1)))");
        Assert.Equal(4, (int)take.Invoke("text"));
        Assert.Equal(3, (int)take.Invoke("abc\0"u8.ToArray()));
        Assert.Equal(2, (int)take.Invoke(NativeBuffer.In("ab\0"u8.ToArray())));
        Assert.Equal(3, (int)(await FaultAsync(inSession, "int owned_frees(void)")).Invoke());
        Assert.Contains("nothing would come back", Assert.Throws<ArgumentException>(() => take.Invoke(NativeBuffer.Out<byte>(4))).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_taken_handle_is_freed_and_a_held_one_is_the_functions()
    {
        NativeFunction text = await _session.FaultAsync("void *owned_text(const char *text) __attribute__((malloc(owned_free)))");
        NativeFunction take = await _session.FaultAsync("int take_owned(char *text) __attribute__((ownership_takes(owned_allocate, 1)))");
        NativeFunction hold = await _session.FaultAsync("int hold_text(char *text) __attribute__((ownership_holds(owned_allocate, 1)))");
        NativeHandle taken = text.Invoke("taken").Handle!, held = text.Invoke("held").Handle!;
        Assert.Equal(5, (int)take.Invoke(taken));
        Assert.Equal(4, (int)await hold.InvokeAsync(held));
        Assert.Empty(_session.OpenHandles);
        taken.Dispose();
        held.Dispose();
        Assert.Equal((1, 1), ((int)(await _session.FaultAsync("int owned_alive(void)")).Invoke(), (int)(await _session.FaultAsync("int owned_frees(void)")).Invoke()));
        Assert.Contains("handed over to hold_text", Assert.Throws<StaleHandleException>(() => take.Invoke(held)).Message, StringComparison.Ordinal);
        Assert.Contains("owned_allocate", Assert.Throws<ArgumentException>(() => take.Invoke("text")).Message, StringComparison.Ordinal);
    }

    private Task<NativeFunction> FaultAsync(bool inSession, string prototype) =>
        inSession ? _session.FaultAsync(prototype) : _recorded.Host.FaultAsync(prototype);
}
