using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.BadInput;

/// <summary>Pointers that mean nothing where they are used: refused, and neither worker has been touched.</summary>
public sealed class StalePointerTests : IAsyncLifetime
{
    private RecordedHost _recorded = null!;
    private NativeSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _recorded = await RecordedHost.StartAsync();
        _session = await _recorded.Host.OpenSessionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _recorded.DisposeAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_handle_of_a_session_lives_in_it()
    {
        NativePointer counter = await OpenCounterAsync(_session);
        NativeFunction next = await _session.FaultAsync("int counter_next(void *counter)");
        Assert.Equal(7, (int)await next.InvokeAsync(counter));
        Assert.Equal(8, (int)await next.InvokeAsync(counter));
        await (await _session.FaultAsync("void counter_close(void *counter)")).InvokeAsync(counter);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_of_another_session_is_refused()
    {
        await using NativeSession other = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativePointer counter = await OpenCounterAsync(_session);
        NativeFunction next = await other.FaultAsync("int counter_next(void *counter)");
        StaleHandleException stale = await Assert.ThrowsAsync<StaleHandleException>(async () => await next.InvokeAsync(counter));
        Assert.Equal(counter, stale.Pointer);
        Assert.Contains($"it belongs to worker {_session.Generation}, and this session runs on worker {other.Generation}", stale.Message, StringComparison.Ordinal);
        Assert.Throws<StaleHandleException>(() => other.Free(counter));
        Assert.Throws<StaleHandleException>(() => other.Read<int>(counter));
        Assert.Throws<StaleHandleException>(() => other.Write(counter, 1));
        Assert.Throws<StaleHandleException>(() => other.ReadText(counter));
        Assert.Equal(7, (int)await (await _session.FaultAsync("int counter_next(void *counter)")).InvokeAsync(counter));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_of_a_session_is_refused_outside_of_it()
    {
        NativePointer counter = await OpenCounterAsync(_session);
        NativeFunction next = await _recorded.Host.FaultAsync("int counter_next(void *counter)");
        StaleHandleException stale = await Assert.ThrowsAsync<StaleHandleException>(async () => await next.InvokeAsync(counter));
        Assert.Contains("through that session", stale.Message, StringComparison.Ordinal);
        Assert.Empty(_recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_from_a_call_outside_any_session_is_refused_everywhere()
    {
        NativeFunction open = await _recorded.Host.FaultAsync("void *counter_open(int start)");
        NativePointer counter = (await open.InvokeAsync(7)).Pointer;
        Assert.False(counter.IsNull);
        foreach (NativeFunction next in (NativeFunction[])[await _recorded.Host.FaultAsync("int counter_next(void *counter)"), await _session.FaultAsync("int counter_next(void *counter)")])
        {
            StaleHandleException stale = await Assert.ThrowsAsync<StaleHandleException>(async () => await next.InvokeAsync(counter));
            Assert.Contains("in a session", stale.Message, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_pointer_does_not_outlive_its_worker()
    {
        NativePointer counter = await OpenCounterAsync(_session);
        NativeFunction next = await _session.FaultAsync("int counter_next(void *counter)");
        NativeFunction crash = await _session.FaultAsync("int null_read(void)");
        NativeCrashException crashed = await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(async () => await next.InvokeAsync(counter));
        Assert.Equal((false, crashed.Report), (lost.Started, lost.Report));

        await using NativeSession later = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction laterNext = await later.FaultAsync("int counter_next(void *counter)");
        await Assert.ThrowsAsync<StaleHandleException>(async () => await laterNext.InvokeAsync(counter));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_out_pointer_is_bound_to_its_session_like_any_other()
    {
        NativeFunction make = await _session.FaultAsync("void make_text(char **out, int number)");
        var text = new PointerOut();
        Assert.True(text.Value.IsNull);
        await make.InvokeAsync(text, 42);
        Assert.Equal("number 42", _session.ReadText(text.Value));
        await using NativeSession other = await _recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        Assert.Throws<StaleHandleException>(() => other.ReadText(text.Value));
        _session.Free(text.Value);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_closed_session_takes_no_calls()
    {
        NativeFunction next = await _session.FaultAsync("int next_count(void)");
        int worker = _session.ProcessId;
        await _session.DisposeAsync();
        await ProcessTable.AreGoneAsync(worker);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await next.InvokeAsync());
        Assert.Throws<ObjectDisposedException>(() => _session.Allocate(1));
        Assert.Empty(_recorded.Recording.Crashes);
    }

    private static async Task<NativePointer> OpenCounterAsync(NativeSession session) =>
        (await (await session.FaultAsync("void *counter_open(int start)")).InvokeAsync(7)).Pointer;
}
