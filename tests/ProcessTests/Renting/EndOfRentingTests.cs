using FfiIsolation.Processes;
using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Renting.RentingScene;

namespace FfiIsolation.ProcessTests.Renting;

/// <summary>What the end of a session, its host or its worker does to its rented buffers, and to who is renting one.</summary>
public sealed class EndOfRentingTests
{
    private const int SignalStop = 19;

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory, "session")]
    [InlineData(LaneChoice.SharedMemory, "host")]
    [InlineData(LaneChoice.SharedMemory, "worker")]
    [InlineData(LaneChoice.Rpc, "session")]
    [InlineData(LaneChoice.Rpc, "host")]
    [InlineData(LaneChoice.Rpc, "worker")]
    public async Task Renting_that_waits_for_its_turn_says_what_ended_meanwhile_and_leaves_nothing(LaneChoice lane, string ends)
    {
        int segments = ResourceSnapshot.MappedSegments();
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction hold = await session.FaultAsync(HeldCall.Prototype);
        session.Rent<byte>(1).Dispose(); // there is memory to rent from
        var held = new HeldCall();
        Task<NativeResult> running = hold.InvokeAsync(held.Arguments).AsTask();
        await held.EnteredAsync();
        Task<Exception?> renting = await RentingAsync(session);
        switch (ends)
        {
            case "session":
                await session.DisposeAsync();
                break;
            case "host":
                await recorded.Host.DisposeAsync();
                break;
            default:
                LinuxCalls.Kill(session.ProcessId, LinuxCalls.SignalKill);
                break;
        }

        await Assert.ThrowsAnyAsync<CallFailedException>(() => running);
        Exception? told = await renting;
        if (ends == "worker")
        {
            Assert.StartsWith("The session's worker has ended, so renting did not run; open a new session.", Assert.IsType<WorkerLostException>(told).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(ends == "session" ? typeof(NativeSession).FullName : typeof(NativeHost).FullName, Assert.IsType<ObjectDisposedException>(told).ObjectName);
        }

        await session.DisposeAsync();
        await recorded.Host.DisposeAsync();
        await Eventually.HoldsAsync(() => ResourceSnapshot.MappedSegments() <= segments, "memory of the session is still mapped");
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Renting_whose_own_call_is_under_way_ends_with_the_session_and_leaves_nothing(LaneChoice lane)
    {
        int segments = ResourceSnapshot.MappedSegments();
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        session.Rent<byte>(1).Dispose();

        // What a stopped worker is asked for it does not begin. One has the session's turn for that when the other waits for it.
        LinuxCalls.Kill(session.ProcessId, SignalStop);
        await Eventually.HoldsAsync(() => ProcessTable.State(session.ProcessId) == "T", "it did not stop");
        (Thread Thread, Task<Exception?> Told) first = Renting(session), second = Renting(session);
        await Eventually.HoldsAsync(() => Waits(first.Thread) || Waits(second.Thread), "no renting thread waits");
        await session.DisposeAsync();
        Assert.All([await first.Told, await second.Told], told => Assert.Equal(typeof(NativeSession).FullName, Assert.IsType<ObjectDisposedException>(told).ObjectName));
        await recorded.Host.DisposeAsync();
        await Eventually.HoldsAsync(() => ResourceSnapshot.MappedSegments() <= segments, "memory of the session is still mapped");
    }

    /// <summary>What a session's call begins with is the closing of what was returned: it is that which the end meets, and the call itself has not run.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory, "call")]
    [InlineData(LaneChoice.SharedMemory, "asynchronous call")]
    [InlineData(LaneChoice.SharedMemory, "batch")]
    [InlineData(LaneChoice.Rpc, "call")]
    [InlineData(LaneChoice.Rpc, "asynchronous call")]
    [InlineData(LaneChoice.Rpc, "list")]
    public async Task A_call_whose_pages_are_being_closed_when_the_session_ends_says_that_it_has_ended(LaneChoice lane, string kind)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction abs = await session.FunctionAsync("c", "int abs(int n)");
        Assert.Equal(1, (int)abs.Invoke(-1));
        session.Rent<byte>(100_000).Dispose();
        LinuxCalls.Kill(session.ProcessId, SignalStop);
        await Eventually.HoldsAsync(() => ProcessTable.State(session.ProcessId) == "T", "it did not stop");
        var told = new Exception?[2];
        Thread[] callers = [.. told.Select((_, i) => new Thread(() => told[i] = Record.ExceptionAsync(() => CallAsync(abs, kind)).GetAwaiter().GetResult()) { IsBackground = true })];
        Array.ForEach(callers, caller => caller.Start());

        // One waits for the worker, the other one for its turn.
        await Eventually.HoldsAsync(() => Array.Exists(callers, caller => caller.ThreadState.HasFlag(ThreadState.WaitSleepJoin)), "nobody waits");
        await session.DisposeAsync();
        await Eventually.HoldsAsync(() => Array.TrueForAll(callers, caller => caller.Join(0)), "a call has not ended");
        Assert.All(told, one => Assert.Equal(typeof(NativeSession).FullName, Assert.IsType<ObjectDisposedException>(one).ObjectName));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_end_of_the_session_ends_its_buffers_and_not_the_host()
    {
        await using RecordedHost recorded = await StartAsync();
        NativeSession session = await OpenAsync(recorded);
        RentedBuffer<int> buffer = session.Rent<int>(1000), disposed = session.Rent<int>(1000);
        buffer.Span.Fill(3);
        ReadHeld(buffer.Span, session);
        Assert.Contains("the session of rented buffer #1 was disposed", Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => session.Rent<int>(1));
        buffer.Dispose();
        disposed.Dispose();

        // A span that somebody holds while another ends the session: zeros, and no fault.
        static void ReadHeld(Span<int> held, NativeSession session)
        {
            session.Dispose();
            Assert.Equal(-1, held.IndexOfAnyExcept(0));
            held.Fill(1);
        }
    }

    private static async Task CallAsync(NativeFunction abs, string kind)
    {
        switch (kind)
        {
            case "call":
                abs.Invoke(-2);
                break;
            case "asynchronous call":
                await abs.InvokeAsync(-2);
                break;
            case "batch":
                abs.Map(new int[2], new[] { -2, -3 });
                break;
            default:
                var list = new CallList();
                list.Add(abs, -2);
                list.Run();
                break;
        }
    }

    /// <summary>Rents on a thread of its own that waits when this returns.</summary>
    private static async Task<Task<Exception?>> RentingAsync(NativeSession session)
    {
        (Thread thread, Task<Exception?> told) = Renting(session);
        await Eventually.HoldsAsync(() => Waits(thread), "the renting thread does not wait");
        return told;
    }

    private static (Thread Thread, Task<Exception?> Told) Renting(NativeSession session)
    {
        var told = new TaskCompletionSource<Exception?>();
        var thread = new Thread(() => told.SetResult(Record.Exception(() => session.Rent<byte>(100_000)))) { IsBackground = true };
        thread.Start();
        return (thread, told.Task);
    }

    private static bool Waits(Thread thread) => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);
}
