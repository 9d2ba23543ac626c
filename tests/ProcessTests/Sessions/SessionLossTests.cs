using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Sessions;

/// <summary>What a session says of itself once its worker has died: what was lost, and by what.</summary>
public sealed class SessionLossTests
{
    private const string NewCounter = "__attribute__((malloc(counter_close))) void *counter_open(int start)";

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory)]
    [InlineData(LaneChoice.Rpc)]
    public async Task Later_calls_name_the_handles_and_rented_buffers_that_were_lost_and_the_crash(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction make = await session.FaultAsync(NewCounter);
        NativeFunction next = await session.FaultAsync("int counter_next(void *counter)");
        NativeHandle freed = (await make.InvokeAsync(1)).Handle!;
        NativeHandle kept = (await make.InvokeAsync(2)).Handle!;
        await freed.DisposeAsync();
        using RentedBuffer<byte> rented = session.Rent<byte>(100);
        session.Rent<byte>(50).Dispose();
        rented.Span[0] = 7;
        Assert.Null(session.Loss);

        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(session));
        WorkerLostException lost = await Assert.ThrowsAsync<WorkerLostException>(async () => await next.InvokeAsync(kept));
        Assert.False(lost.Started);
        Assert.Same(crash.Report, lost.Report);
        Assert.Equal(
            $"The session's worker has ended, so counter_next did not run; open a new session. Worker {session.Generation} has ended ({crash.Report.Summary}); "
            + "lost with it: 1 handle (counter_open #2) and 1 rented buffer (rented buffer #1 of 100 bytes).",
            lost.Message);
        SessionLoss loss = lost.Loss!;
        Assert.Same(session.Loss, loss);
        Assert.Equal([kept], loss.Handles);
        Assert.Equal(session.Generation, loss.Generation);
        Assert.Same(crash.Report, loss.Report);
        Assert.Equal(7, rented.Span[0]);

        // Nothing can be rented either, for the same reason.
        Assert.Same(loss, Assert.Throws<WorkerLostException>(() => session.Rent<byte>(1)).Loss);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pointer_of_a_lost_session_says_in_another_what_became_of_it_as_soon_as_anybody_knows(bool isDisposed)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession second = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction next = await second.FaultAsync("int counter_next(void *counter)");
        await using NativeSession first = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeHandle handle = (await (await first.FaultAsync(NewCounter)).InvokeAsync(1)).Handle!;
        NativePointer plain = first.Allocate(8);
        await Assert.ThrowsAsync<NativeCrashException>(() => FaultCall.Read("null_read()").InvokeAsync(first));
        if (isDisposed)
        {
            await first.DisposeAsync();
        }

        foreach (NativeArgument stale in (NativeArgument[])[handle, plain])
        {
            StaleHandleException refused = await Assert.ThrowsAsync<StaleHandleException>(async () => await next.InvokeAsync(stale));
            Assert.Contains($"it belonged to a session whose worker is gone. Worker {first.Generation} has ended (null_read crashed: SIGSEGV", refused.Message, StringComparison.Ordinal);
            Assert.Contains("lost with it: 1 handle (counter_open #1).", refused.Message, StringComparison.Ordinal);
            Assert.Equal("null_read", refused.Loss!.Report.Call!.Function);
        }

        Assert.Equal(handle.Name, (await Assert.ThrowsAsync<StaleHandleException>(async () => await next.InvokeAsync(handle))).HandleName);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handle_whose_freeing_ended_the_worker_is_lost_with_it(bool isAsync)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeHandle handle = (await (await session.FaultAsync("int *owned_number(int value) __attribute__((malloc(crashing_free)))")).InvokeAsync(1)).Handle!;
        NativeFunction free = await session.FaultAsync("void crashing_free(void *memory)");
        await Assert.ThrowsAsync<NativeCrashException>(async () => _ = isAsync ? await free.InvokeAsync(handle) : free.Invoke(handle));
        Assert.Equal([handle], session.Loss!.Handles);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_that_was_disposed_has_lost_nothing()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        await session.DisposeAsync();
        Assert.Null(session.Loss);
    }
}
