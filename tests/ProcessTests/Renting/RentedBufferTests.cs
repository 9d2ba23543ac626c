using System.Globalization;
using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Renting.RentingScene;

namespace FfiIsolation.ProcessTests.Renting;

/// <summary>Memory that host and worker share, over both lanes.</summary>
public sealed class RentedBufferTests
{
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

    private static NativePointer Lowest(NativeSession session)
    {
        using RentedBuffer<byte> buffer = session.Rent<byte>(4096);
        return buffer.Pointer;
    }

    /// <summary>The shared memory that is in use, as the worker maps it.</summary>
    private static long SharedKilobytes(NativeSession session) => long.Parse(
        File.ReadLines($"/proc/{session.ProcessId}/status").Single(line => line.StartsWith("RssShmem:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
