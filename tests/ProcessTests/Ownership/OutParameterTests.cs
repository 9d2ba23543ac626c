using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>Owned pointers that come by out parameters, and those that the application takes by hand.</summary>
public sealed class OutParameterTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;
    private NativeFunction _make = null!;
    private NativeFunction _free = null!;

    public async ValueTask InitializeAsync()
    {
        _recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0 });
        _session = await _recorded.Host.OpenSessionAsync();
        _make = await _session.FaultAsync("void owned_text_out(char **out, const char *text)");
        _free = await _session.FaultAsync("void owned_free(void *memory)");
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_out_parameter_makes_a_handle(bool isAsync)
    {
        var text = new PointerOut(_free);
        Assert.Null(text.Handle);
        NativeResult _ = isAsync ? await _make.InvokeAsync(text, "text") : _make.Invoke(text, "text");
        NativeHandle handle = text.Handle!;
        Assert.Equal(("owned_text_out #1", "owned_free"), (handle.Name, handle.DeallocatorName));
        Assert.Equal(handle.Pointer, text.Value);
        Assert.Equal("text", _session.ReadText(text.Value));
        handle.Dispose();
        Assert.Equal((0, 1), await CountsAsync());
        Assert.Throws<StaleHandleException>(() => _session.ReadText(text.Value));

        // Filled again, it is another's.
        _make.Invoke(text, "more");
        Assert.Equal("owned_text_out #2", text.Handle!.Name);
        Assert.Equal("more", _session.ReadText(text.Value));
        _free.Invoke(text.Value);
        Assert.True(text.Handle.IsFreed);
        _make.Invoke(text, NativePointer.Null);
        Assert.Null(text.Handle);
        Assert.Equal((0, 2), await CountsAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_is_taken_by_hand()
    {
        NativeFunction number = await _session.FaultAsync("int *owned_number(int value)");
        NativePointer pointer = number.Invoke(5).Pointer;
        await using (NativeHandle handle = _session.Own(pointer, _free, "number"))
        {
            Assert.Equal("number #1", handle.Name);
            Assert.Equal(5, _session.Read<int>(handle.Pointer));
            Assert.Contains("number #1's already", Assert.Throws<InvalidOperationException>(() => _session.Own(handle.Pointer, _free)).Message, StringComparison.Ordinal);
        }

        Assert.Equal((0, 1), await CountsAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_cannot_free_is_refused_before_anything_runs()
    {
        await using NativeSession other = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction ofOther = await other.FaultAsync("void owned_free(void *memory)"), two = await _session.FaultAsync("int divide(int a, int b)");
        NativePointer pointer = (await _session.FaultAsync("int *owned_number(int value)")).Invoke(5).Pointer;
        Assert.Throws<ArgumentException>(() => _session.Own(pointer, ofOther));
        Assert.Throws<ArgumentException>(() => _session.Own(pointer, two));
        Assert.Throws<ArgumentException>(() => _session.Own(NativePointer.Null, _free));
        Assert.Throws<StaleHandleException>(() => other.Own(pointer, ofOther));
        Assert.Throws<ArgumentException>(() => _make.Invoke(new PointerOut(ofOther), "text"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _make.InvokeAsync(new PointerOut(two), "text"));
        NativeFunction ofHost = await _recorded.Host.FaultAsync("void owned_text_out(char **out, const char *text)");
        Assert.Contains("session", Assert.Throws<ArgumentException>(() => ofHost.Invoke(new PointerOut(_free), "text")).Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), await CountsAsync());
    }

    // Functions that count references return one address many times, and want as many releases.
    [Fact(Timeout = Patience.Deadline)]
    public async Task One_address_can_have_several_handles()
    {
        NativePointer pointer = (await _session.FaultAsync("int *owned_number(int value)")).Invoke(5).Pointer;
        NativeFunction release = await _session.FaultAsync("int owned_value(const int *number)"); // stands for one that counts down
        NativeHandle[] handles = [.. Enumerable.Range(0, 3).Select(_ => _session.Own(pointer, release))];
        Assert.Equal(handles, _session.OpenHandles);
        handles[1].Dispose();
        Assert.Equal([handles[0], handles[2]], _session.OpenHandles);
        release.Invoke(pointer);
        Assert.Equal([handles[0]], _session.OpenHandles);
        handles[0].Dispose();
        Assert.Empty(_session.OpenHandles);
        _free.Invoke(pointer);
    }

    private async Task<(int Alive, int Frees)> CountsAsync() =>
        ((int)(await _session.FaultAsync("int owned_alive(void)")).Invoke(), (int)(await _session.FaultAsync("int owned_frees(void)")).Invoke());
}
