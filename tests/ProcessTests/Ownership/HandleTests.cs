using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Ownership;

/// <summary>Pointers that the application owns: native/faults/ownership.c counts that each is freed exactly once.</summary>
public sealed class HandleTests : IAsyncLifetime
{
    private const string Number = "int *owned_number(int value) __attribute__((malloc(owned_free)))";
    private const string Value = "int owned_value(const int *number)";
    private const string Free = "void owned_free(void *memory)";

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
    public async Task A_handle_is_named_used_and_freed_once(bool isAsync)
    {
        NativeFunction number = await _session.FaultAsync(Number), value = await _session.FaultAsync(Value);
        NativeHandle handle = (isAsync ? await number.InvokeAsync(42) : number.Invoke(42)).Handle!;
        Assert.Equal(("owned_number #1", "owned_free", false), (handle.Name, handle.DeallocatorName, handle.IsFreed));
        Assert.Equal([handle], _session.OpenHandles);
        Assert.Equal(42, (int)(isAsync ? await value.InvokeAsync(handle) : value.Invoke(handle)));
        Assert.Equal(42, _session.Read<int>(handle.Pointer));
        Assert.Equal((1, 0), await CountsAsync());
        if (isAsync)
        {
            await handle.DisposeAsync();
        }
        else
        {
            handle.Dispose();
        }

        Assert.True(handle.IsFreed);
        Assert.Empty(_session.OpenHandles);
        Assert.Equal((0, 1), await CountsAsync());
        Assert.Equal("owned_number #2", number.Invoke(43).Handle!.Name);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_null_result_is_no_handle()
    {
        NativeFunction open = await (await _session.LoadAsync("c", cancellationToken: TestContext.Current.CancellationToken)).FunctionAsync(
            "FILE *fopen(const char *path, const char *mode) __attribute__((malloc(fclose, 1)))", cancellationToken: TestContext.Current.CancellationToken);
        NativeResult result = open.Invoke("/nonexistent/file", "r");
        Assert.Null(result.Handle);
        Assert.True(result.Pointer.IsNull);
    }

    // Outside a session nobody could ever use or free it.
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outside_a_session_an_owned_pointer_is_freed_at_once(bool isAsync)
    {
        NativeFunction number = await _recorded.Host.FaultAsync(Number);
        NativeResult result = isAsync ? await number.InvokeAsync(1) : number.Invoke(1);
        Assert.False(result.Pointer.IsNull);
        Assert.Contains("outside a session", Assert.Throws<InvalidOperationException>(() => result.Handle).Message, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await _recorded.Host.FaultAsync("int owned_alive(void)")).Invoke());
        Assert.Equal(1, (int)(await _recorded.Host.FaultAsync("int owned_frees(void)")).Invoke());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_second_disposal_does_nothing_and_is_reported_by_name()
    {
        NativeHandle handle = (await _session.FaultAsync(Number)).Invoke(1).Handle!;
        handle.Dispose();
        handle.Dispose();
        Assert.Equal((0, 1), await CountsAsync());
        OwnershipEventArgs told = await _recorded.Recording.UntilOwnershipAsync(OwnershipEventKind.DisposedTwice);
        Assert.Equal([handle], told.Handles);
        Assert.Equal("owned_number #1 was disposed again; owned_number #1 was freed by owned_free when it was disposed.", told.Message);
        Assert.Contains(_recorded.Recording.Entries, entry => entry.StartsWith("Warning OwnershipMistake DisposedTwice: owned_number #1", StringComparison.Ordinal));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_freed_handle_is_refused_and_reported_by_name(bool isAsync)
    {
        NativeFunction value = await _session.FaultAsync(Value);
        NativeResult result = (await _session.FaultAsync(Number)).Invoke(1);
        result.Handle!.Dispose();
        foreach (NativeArgument argument in (NativeArgument[])[result.Handle, result.Pointer, result.Handle.Pointer + 4])
        {
            StaleHandleException stale = isAsync
                ? await Assert.ThrowsAsync<StaleHandleException>(async () => await value.InvokeAsync(argument))
                : Assert.Throws<StaleHandleException>(() => value.Invoke(argument));
            Assert.Equal("owned_number #1", stale.HandleName);
            Assert.Contains("owned_number #1 was freed by owned_free when it was disposed", stale.Message, StringComparison.Ordinal);
        }

        Assert.Throws<StaleHandleException>(() => _session.Read<int>(result.Pointer));
        await _recorded.Recording.UntilOwnershipAsync(OwnershipEventKind.UsedAfterFree);
        Assert.Empty(_recorded.Recording.Crashes);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Passing_a_handle_to_what_frees_it_frees_it(bool isAsync, bool asPointer)
    {
        NativeFunction free = await _session.FaultAsync(Free);
        NativeHandle handle = (await _session.FaultAsync(Number)).Invoke(1).Handle!;

        // A pointer that lost its handle on the way through native code is known by its address.
        NativeArgument argument = asPointer ? (await _session.FaultAsync("const int *owned_same(const int *number)")).Invoke(handle).Pointer : handle;
        NativeResult _ = isAsync ? await free.InvokeAsync(argument) : free.Invoke(argument);
        Assert.True(handle.IsFreed);
        Assert.Empty(_session.OpenHandles);
        handle.Dispose();
        Assert.Equal((0, 1), await CountsAsync());
        StaleHandleException stale = Assert.Throws<StaleHandleException>(() => free.Invoke(handle));
        Assert.Contains("owned_number #1 was freed by a call of owned_free", stale.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), await CountsAsync());
        Assert.DoesNotContain(_recorded.Recording.Ownership, happened => happened.Kind == OwnershipEventKind.DisposedTwice);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_handle_of_another_allocator_is_not_given_to_free()
    {
        NativeHandle handle = (await _session.FaultAsync(Number)).Invoke(1).Handle!;
        Assert.Contains("freed by owned_free, not by free", Assert.Throws<ArgumentException>(() => _session.Free(handle.Pointer)).Message, StringComparison.Ordinal);
        handle.Dispose();
        Assert.Equal((0, 1), await CountsAsync());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Of_many_threads_that_dispose_one_frees()
    {
        const int Threads = 16;
        NativeFunction number = await _session.FaultAsync(Number);
        for (int round = 1; round <= 20; round++)
        {
            NativeHandle handle = number.Invoke(round).Handle!;
            using var start = new Barrier(Threads);
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    handle.Dispose();
                },
                TaskCreationOptions.LongRunning)));
            Assert.Equal((0, round), await CountsAsync());
        }

        Assert.Equal(20 * (Threads - 1), (await _recorded.Recording.UntilOwnershipAsync(OwnershipEventKind.DisposedTwice, 20 * (Threads - 1))).Length);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Of_uses_and_a_disposal_at_once_none_meets_freed_memory()
    {
        NativeFunction number = await _session.FaultAsync(Number), value = await _session.FaultAsync(Value), free = await _session.FaultAsync(Free);
        for (int round = 1; round <= 50; round++)
        {
            NativeHandle handle = number.Invoke(round).Handle!;
            using var start = new Barrier(4);
            int freed = 0;
            await Task.WhenAll(
                Run(handle.Dispose),
                Run(() => Assert.Equal(round, (int)value.Invoke(handle))),
                Run(() => Assert.Equal(round, (int)value.InvokeAsync(handle).AsTask().GetAwaiter().GetResult())),
                Run(() =>
                {
                    free.Invoke(handle);
                    freed++;
                }));
            Assert.Equal((0, round), await CountsAsync());

            Task Run(Action use) => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        use();
                    }
                    catch (StaleHandleException)
                    {
                        // It came after whoever freed it: refused.
                    }
                },
                TaskCreationOptions.LongRunning);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_handle_whose_worker_is_gone_is_freed_and_its_disposal_does_nothing()
    {
        NativeHandle handle = (await _session.FaultAsync(Number)).Invoke(1).Handle!;
        NativeFunction abort = await _session.FaultAsync("void abort_now(void)"), value = await _session.FaultAsync(Value);
        Assert.Throws<NativeCrashException>(() => abort.Invoke());
        await Eventually.HoldsAsync(() => handle.IsFreed, () => "the handle still counts as alive");
        handle.Dispose();
        Assert.Throws<WorkerLostException>(() => value.Invoke(handle));
        await _session.DisposeAsync();
        Assert.Empty(_recorded.Recording.Ownership);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_crash_while_a_handle_is_freed_is_reported_and_not_thrown()
    {
        NativeHandle handle = (await _session.FaultAsync("int *owned_number(int value) __attribute__((malloc(crashing_free)))")).Invoke(1).Handle!;
        handle.Dispose();
        Assert.True(handle.IsFreed);
        await _recorded.Recording.UntilCrashAsync(report => report.Call?.Function == "crashing_free");
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Handles_left_open_are_reported_by_name_when_the_session_ends()
    {
        NativeFunction number = await _session.FaultAsync(Number);
        NativeHandle[] handles = [.. Enumerable.Range(0, 12).Select(i => number.Invoke(i).Handle!)];
        handles[1].Dispose();
        await _session.DisposeAsync();
        OwnershipEventArgs told = await _recorded.Recording.UntilOwnershipAsync(OwnershipEventKind.LeftOpen);
        Assert.Equal([handles[0], .. handles[2..]], told.Handles);
        Assert.Contains(
            "ended with 11 open handles: owned_number #1 (owned_free), owned_number #3 (owned_free), ", told.Message, StringComparison.Ordinal);
        Assert.Contains("owned_number #11 (owned_free) and 1 more.", told.Message, StringComparison.Ordinal);
        Assert.Contains(_recorded.Recording.Entries, entry => entry.StartsWith("Warning OwnershipMistake LeftOpen: ", StringComparison.Ordinal));
        Assert.All(handles, handle => Assert.True(handle.IsFreed));
        handles[0].Dispose();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_without_open_handles_reports_nothing()
    {
        (await _session.FaultAsync(Number)).Invoke(1).Handle!.Dispose();
        await _session.DisposeAsync();
        await _recorded.Host.DisposeAsync();
        Assert.Empty(_recorded.Recording.Ownership);
    }

    private async Task<(int Alive, int Frees)> CountsAsync() =>
        ((int)(await _session.FaultAsync("int owned_alive(void)")).Invoke(), (int)(await _session.FaultAsync("int owned_frees(void)")).Invoke());
}
