using System.Globalization;
using FfiIsolation.ProcessTests.Support;
using static FfiIsolation.ProcessTests.Renting.RentingScene;

namespace FfiIsolation.ProcessTests.Renting;

/// <summary>Rented buffers that were disposed: the next use of their session closes their pages to native code, and what it kept of them is told.</summary>
public sealed class DisposedBufferTests
{
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

    /// <summary>Waits for it on the thread of the callback that is its own.</summary>
    private static T End<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>What native code may do with the page of an address, by the kernel's word.</summary>
    private static string PermissionsOf(NativeSession session, NativePointer pointer) => File.ReadLines($"/proc/{session.ProcessId}/maps").Select(line => line.Split(' ', 3)).Single(parts =>
        parts[0].Split('-') is [var from, var to] && ulong.Parse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= pointer.Address && pointer.Address < ulong.Parse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture))[1][..3];
}
