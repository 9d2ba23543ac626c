using System.Globalization;
using FfiIsolation.Processes;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Renting;

/// <summary>Memory that host and worker share, over both lanes.</summary>
public sealed class RentedBufferTests
{
    private const int SignalStop = 19;

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Each_side_sees_what_the_other_wrote(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction sum = await session.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)");
        using RentedBuffer<byte> buffer = session.Rent<byte>(1_000_003);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept((byte)0));
        buffer.Span.Fill(2);
        Assert.Equal(2_000_006, (long)sum.Invoke(buffer, buffer.Count));
        Assert.Equal(2_000_006, (long)await sum.InvokeAsync(buffer, buffer.Count));

        // From within, up to its last byte.
        fill.Invoke(buffer.Pointer + 1_000_000, 3, 'x');
        Assert.Equal([2, (byte)'x', (byte)'x', (byte)'x'], buffer.Span[^4..].ToArray());
        buffer.Memory.Span[0] = 7;
        Assert.Equal(7, session.Read<byte>(buffer.Pointer));
        using System.Buffers.MemoryHandle pinned = buffer.Memory.Pin();
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task An_overrun_faults_at_its_first_byte_and_the_report_names_the_buffer(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)");
        using RentedBuffer<byte> other = session.Rent<byte>(10), buffer = session.Rent<byte>(100_000);
        var e = Assert.Throws<NativeCrashException>(() => fill.Invoke(buffer, buffer.Count + 1, 'x'));
        Assert.Equal(buffer.Pointer.Address + 100_000, e.Report.FaultAddress);
        CrashedArgument argument = e.Report.Call!.Arguments[0];
        Assert.Equal($"{buffer.Pointer} (rented buffer #2 of 100000 bytes)", argument.Text);
        Assert.Equal((buffer.Pointer.Address, 100_000L, ArgumentDirection.InOut), (argument.Address!.Value, argument.Length!.Value, argument.Direction));
        Assert.Contains("`dst`", e.Report.ToString(), StringComparison.Ordinal);

        // The worker is dead. What it wrote is here, and nothing faults.
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept((byte)'x'));
        buffer.Span.Clear();
        Assert.Throws<WorkerLostException>(() => fill.Invoke(buffer, 1, 'x'));
        Assert.Throws<WorkerLostException>(() => session.Rent<byte>(1));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Pages_that_were_guards_hold_data_again_and_new_ones_guard()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)");
        for (int pages = 1; pages <= 16; pages++)
        {
            using RentedBuffer<byte> buffer = session.Rent<byte>(pages * 4096);
            fill.Invoke(buffer, buffer.Count, 'x');
            Assert.Equal(-1, buffer.Span.IndexOfAnyExcept((byte)'x'));
        }

        using RentedBuffer<byte> small = session.Rent<byte>(13), next = session.Rent<byte>(4096);
        fill.Invoke(small, 13, 'y');
        fill.Invoke(next, 4096, 'z');
        Assert.Equal(new string('y', 13), System.Text.Encoding.ASCII.GetString(small.Span));
        Assert.Equal(11, Assert.Throws<NativeCrashException>(() => fill.Invoke(small, 14, 'x')).Report.SignalNumber);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task What_is_disposed_is_refused_by_name_and_its_memory_given_back()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction sum = await session.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        long before = SharedKilobytes(session);
        RentedBuffer<byte> buffer = session.Rent<byte>(64 << 20);
        buffer.Span.Fill(1);
        Assert.Equal(64 << 20, (long)sum.Invoke(buffer, buffer.Count));
        Assert.InRange(SharedKilobytes(session) - before, 60 << 10, 70 << 10);
        Memory<byte> memory = buffer.Memory;
        NativePointer inner = buffer.Pointer + 5;
        buffer.Dispose();
        buffer.Dispose();
        Assert.InRange(SharedKilobytes(session) - before, -1024, 1024);
        Assert.True(buffer.IsReturned);
        foreach (NativeArgument argument in (NativeArgument[])[buffer, buffer.Pointer, inner])
        {
            var e = Assert.Throws<StaleHandleException>(() => sum.Invoke(argument, 1));
            Assert.Contains("rented buffer #1 was disposed", e.Message, StringComparison.Ordinal);
            Assert.Equal("rented buffer #1", e.HandleName);
        }

        Assert.Contains("rented buffer #1 was disposed", Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());

        // The same pages, and zero again.
        using RentedBuffer<byte> again = session.Rent<byte>(64 << 20);
        Assert.Equal(buffer.Pointer, again.Pointer);
        Assert.Equal(0, (long)sum.Invoke(again, again.Count));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory, false)]
    [InlineData(LaneChoice.Rpc, true)]
    public async Task What_native_code_kept_of_a_disposed_buffer_is_told_when_it_uses_it(LaneChoice lane, bool isAsynchronous)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction hold = await session.FaultAsync("int hold_text(const char *text)"), held = await session.FaultAsync("const char *held_text(void)");
        using RentedBuffer<byte> other = session.Rent<byte>(10);
        RentedBuffer<byte> buffer = session.Rent<byte>(10_000);
        "kept"u8.CopyTo(buffer.Span);
        Assert.Equal(4, (int)hold.Invoke(buffer));
        Assert.Equal("kept", (string?)held.Invoke());
        buffer.Dispose();
        CrashReport report = isAsynchronous
            ? (await Assert.ThrowsAsync<NativeCrashException>(async () => await held.InvokeAsync())).Report
            : Assert.Throws<NativeCrashException>(() => held.Invoke()).Report;
        Assert.Equal((CrashCause.UseAfterFree, FaultAccess.Read, buffer.Pointer.Address), (report.Cause, report.Access, report.FaultAddress));
        Assert.Equal(
            "The fault address is the start of rented buffer #2, which had 10000 bytes and was disposed (read): a pointer to it was kept. Dispose a rented buffer once native code has no pointer to it any more.",
            report.Hints[0]);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory, true)]
    [InlineData(LaneChoice.SharedMemory, false)]
    [InlineData(LaneChoice.Rpc, true)]
    [InlineData(LaneChoice.Rpc, false)]
    public async Task A_batch_and_a_call_list_begin_with_closing_it_as_any_call_does(LaneChoice lane, bool isBatch)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction read = await session.FaultAsync("int read_at(const void *address)");
        RentedBuffer<byte> buffer = session.Rent<byte>(100);
        buffer.Span.Fill(1);
        NativePointer kept = NativePointer.FromAddress(buffer.Pointer.Address);
        var list = new CallList();
        list.Add(read, kept);
        int[] results = new int[3];
        Run();
        Assert.Equal(isBatch ? 0x01010101 : 0, results[2]);
        buffer.Dispose();
        CrashReport report = Assert.Throws<NativeCrashException>(Run).Report;
        Assert.Equal((CrashCause.UseAfterFree, kept.Address), (report.Cause, report.FaultAddress));
        Assert.StartsWith("The fault address is the start of rented buffer #1, which had 100 bytes and was disposed (read)", report.Hints[0], StringComparison.Ordinal);

        void Run() => _ = isBatch ? (object)read.Map(results, kept) : list.Run();
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(LaneChoice.SharedMemory, false)]
    [InlineData(LaneChoice.SharedMemory, true)]
    [InlineData(LaneChoice.Rpc, false)]
    [InlineData(LaneChoice.Rpc, true)]
    public async Task Asynchronous_uses_of_the_session_within_a_callback_begin_with_closing_it_too(LaneChoice lane, bool isOuterAsynchronous)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)"), read = await session.FaultAsync("int read_at(const void *address)");
        NativeFunction callBack = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        IsolatedLibrary c = await session.LoadAsync("c");
        using RentedBuffer<byte> outer = session.Rent<byte>(10);
        var permissions = new List<string>();
        NativeCallback callback = NativeCallback.Of((int value) =>
        {
            permissions.Clear();
            Disposed(() => End(fill.InvokeAsync(outer, 10, 'x').AsTask()));
            Disposed(() => End(session.LoadAsync("m")));
            Disposed(() => End(c.FunctionAsync($"int abs(int of{permissions.Count})")));
            return value < 0 ? (int)End(read.InvokeAsync(NativePointer.FromAddress(Disposed(() => { }).Address)).AsTask()) : value;
        });

        Assert.Equal(8, (int)await CallAsync(7));
        Assert.Equal(Enumerable.Repeat("rw-, then ---", 3), permissions);
        Assert.Equal(-1, outer.Span.IndexOfAnyExcept((byte)'x'));
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => CallAsync(-1));
        Assert.Equal(CrashCause.UseAfterFree, crash.Report.Cause);
        Assert.StartsWith("The fault address is the start of rented buffer #", crash.Report.Hints[0], StringComparison.Ordinal);

        Task<NativeResult> CallAsync(int value) => isOuterAsynchronous ? callBack.InvokeAsync(callback, value).AsTask() : Task.FromResult(callBack.Invoke(callback, value));

        // What the kernel says of a buffer's page once it is disposed, and once the session was used again.
        NativePointer Disposed(Action use)
        {
            RentedBuffer<byte> inner = session.Rent<byte>(5000);
            inner.Dispose();
            string before = PermissionsOf(session, inner.Pointer);
            use();
            permissions.Add($"{before}, then {PermissionsOf(session, inner.Pointer)}");
            return inner.Pointer;
        }
    }

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

        // What a stopped worker is asked for it does not begin. The first has the session's turn for that when the second waits for it.
        LinuxCalls.Kill(session.ProcessId, SignalStop);
        await Eventually.HoldsAsync(() => ProcessTable.State(session.ProcessId) == "T", "it did not stop");
        Task<Exception?> first = Task.Factory.StartNew(() => Record.Exception(() => session.Rent<byte>(100_000)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task<Exception?> second = await RentingAsync(session);
        await session.DisposeAsync();
        Assert.All([await first, await second], told => Assert.Equal(typeof(NativeSession).FullName, Assert.IsType<ObjectDisposedException>(told).ObjectName));
        await recorded.Host.DisposeAsync();
        await Eventually.HoldsAsync(() => ResourceSnapshot.MappedSegments() <= segments, "memory of the session is still mapped");
    }

    /// <summary>Its guard page is right before the next buffer, which is still out.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task A_buffer_that_is_left_before_its_start_is_told_from_a_disposed_one_before_it()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded);
        RentedBuffer<byte> disposed = session.Rent<byte>(16);
        using RentedBuffer<byte> buffer = session.Rent<byte>(4096);
        disposed.Dispose();
        NativeFunction fill = (await session.LoadAsync(Path.Combine(AppContext.BaseDirectory, "faults", "libmistakes.so"))).Function("void fill_before(char *to, int count)");
        CrashReport report = Assert.Throws<NativeCrashException>(() => fill.Invoke(buffer, 8)).Report;
        Assert.Equal((CrashCause.WildPointer, FaultAccess.Write, buffer.Pointer.Address - 8), (report.Cause, report.Access, report.FaultAddress));
        Assert.Equal(
            ["The fault address is rented buffer #2 - 8: before the start of its 4096 bytes (write). An index below zero, or a pointer that was moved back too far.",
                "Or rented buffer #1, which ends before it and was disposed, was left: the fault address is 4089 bytes past the end of its 16 bytes."],
            report.Hints.Take(2));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Pages_of_disposed_buffers_are_closed_to_native_code_and_open_for_the_next_buffer()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)"), callBack = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        for (int pages = 1; pages <= 8; pages++)
        {
            RentedBuffer<byte> first = session.Rent<byte>(pages * 4096), second = session.Rent<byte>(100);
            fill.Invoke(first, first.Count, 'x');
            first.Dispose();

            // A call closes its pages, in whatever way it is made.
            await fill.InvokeAsync(second, 100, 'y');
            second.Dispose();
            var list = new CallList();
            list.Add(fill, NativeBuffer.Out<byte>(4), 4, 'z');
            list.Run();
        }

        using RentedBuffer<byte> large = session.Rent<byte>(10 * 4096);
        fill.Invoke(large, large.Count, 'x');
        Assert.Equal(-1, large.Span.IndexOfAnyExcept((byte)'x'));

        // While a callback runs, too.
        int answer = (int)callBack.Invoke(
            NativeCallback.Of((int value) =>
            {
                using (RentedBuffer<byte> inner = session.Rent<byte>(5000))
                {
                    fill.Invoke(inner, inner.Count, 'i');
                }

                fill.Invoke(large, 1, 'o');
                return value;
            }),
            7);
        Assert.Equal((8, (byte)'o'), (answer, large.Span[0]));
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

    [Fact(Timeout = Patience.Deadline)]
    public async Task It_belongs_to_one_session_and_to_no_host()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded), other = await OpenAsync(recorded);
        const string Prototype = "long sum_bytes(const unsigned char *data, size_t size)";
        NativeFunction ofHost = await recorded.Host.FaultAsync(Prototype), ofOther = await other.FaultAsync(Prototype);
        using RentedBuffer<byte> buffer = session.Rent<byte>(8);
        Assert.Contains($"belongs to the session on worker {session.Generation}", Assert.Throws<StaleHandleException>(() => ofHost.Invoke(buffer, 8)).Message, StringComparison.Ordinal);
        Assert.Contains($"this session runs on worker {other.Generation}", Assert.Throws<StaleHandleException>(() => ofOther.Invoke(buffer, 8)).Message, StringComparison.Ordinal);
        NativeFunction free = session.Load("c").Function("void free(void *p)");
        Assert.Contains("rented buffer #1 of 8 bytes", Assert.Throws<InvalidOperationException>(() => session.Own(buffer.Pointer, free)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Lengths_and_element_types_are_checked_as_those_of_lent_buffers_are()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction sum = await session.FaultAsync("long sum_bytes(const unsigned char *data, size_t size) __attribute__((access(read_only, 1, 2)))");
        NativeFunction value = await session.FaultAsync("int owned_value(const int *number)");
        using RentedBuffer<byte> buffer = session.Rent<byte>(100);
        using RentedBuffer<double> numbers = session.Rent<double>(4);
        Assert.Contains("says that it has 101 elements", Assert.Throws<ArgumentException>(() => sum.Invoke(buffer, 101)).Message, StringComparison.Ordinal);
        Assert.Contains("says that it has 91 elements", Assert.Throws<ArgumentException>(() => sum.Invoke(buffer.Pointer + 10, 91)).Message, StringComparison.Ordinal);
        Assert.Equal(0, (long)sum.Invoke(buffer.Pointer + 10, 90));
        Assert.Contains("floating-point numbers of 8 bytes", Assert.Throws<ArgumentException>(() => value.Invoke(numbers)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task More_than_there_is_room_for_is_refused_and_says_how_much_there_is()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0, MaxRentedBytes = 100_000 });
        await using NativeSession session = await OpenAsync(recorded);
        Assert.Contains("100000", Assert.Throws<ArgumentOutOfRangeException>(() => session.Rent<byte>(100_001)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Rent<long>(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Rent<byte>(-1));
        using (session.Rent<byte>(100_000))
        {
            string message = Assert.Throws<OutOfMemoryException>(() => session.Rent<byte>(1)).Message;
            Assert.Contains("no room to rent 1 bytes", message, StringComparison.Ordinal);
            Assert.EndsWith("(NativeHostOptions.MaxRentedBytes: 100000).", message, StringComparison.Ordinal);
        }

        using RentedBuffer<byte> empty = session.Rent<byte>(0);
        Assert.True(empty.Span.IsEmpty);
        using RentedBuffer<short> some = session.Rent<short>(7);
        Assert.Equal(14, some.ByteLength);

        await using RecordedHost without = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0, MaxRentedBytes = 0 });
        await using NativeSession poor = await OpenAsync(without);
        Assert.Throws<ArgumentOutOfRangeException>(() => poor.Rent<byte>(1));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_million_bytes_rented_and_returned_many_times_leave_nothing_behind()
    {
        await using RecordedHost recorded = await StartAsync();
        await using NativeSession session = await OpenAsync(recorded);
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)");
        var random = new Random(11);
        var rented = new List<RentedBuffer<byte>>();
        NativePointer lowest = Lowest(session);
        long before = SharedKilobytes(session);
        for (int i = 0; i < 500; i++)
        {
            RentedBuffer<byte> buffer = session.Rent<byte>(1 + random.Next(1 << 20));
            rented.Add(buffer);
            fill.Invoke(buffer, Math.Min(5000, buffer.Count), 'a');
            if (rented.Count > 10)
            {
                int one = random.Next(rented.Count);
                rented[one].Dispose();
                rented.RemoveAt(one);
            }
        }

        rented.ForEach(buffer => buffer.Dispose());
        Assert.Equal(lowest, Lowest(session));
        Assert.InRange(SharedKilobytes(session) - before, -1024, 1024);
    }

    /// <summary>Rents on a thread of its own that waits when this returns.</summary>
    private static async Task<Task<Exception?>> RentingAsync(NativeSession session)
    {
        var told = new TaskCompletionSource<Exception?>();
        var thread = new Thread(() => told.SetResult(Record.Exception(() => session.Rent<byte>(100_000))));
        thread.Start();
        await Eventually.HoldsAsync(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the renting thread does not wait");
        return told.Task;
    }

    /// <summary>Waits for it on the thread of the callback that is its own.</summary>
    private static T End<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>What native code may do with the page of an address, by the kernel's word.</summary>
    private static string PermissionsOf(NativeSession session, NativePointer pointer) => File.ReadLines($"/proc/{session.ProcessId}/maps").Select(line => line.Split(' ', 3)).Single(parts =>
        parts[0].Split('-') is [var from, var to] && ulong.Parse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= pointer.Address && pointer.Address < ulong.Parse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture))[1][..3];

    private static NativePointer Lowest(NativeSession session)
    {
        using RentedBuffer<byte> buffer = session.Rent<byte>(4096);
        return buffer.Pointer;
    }

    private static Task<RecordedHost> StartAsync(LaneChoice lane = LaneChoice.Automatic) =>
        RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, Spares = 0, Lane = lane });

    private static Task<NativeSession> OpenAsync(RecordedHost recorded) => recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);

    /// <summary>The shared memory that is in use, as the worker maps it.</summary>
    private static long SharedKilobytes(NativeSession session) => long.Parse(
        File.ReadLines($"/proc/{session.ProcessId}/status").Single(line => line.StartsWith("RssShmem:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
