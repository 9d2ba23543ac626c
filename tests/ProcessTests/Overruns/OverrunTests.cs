using System.Text;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Overruns;

/// <summary>Buffers that native code leaves, over both lanes: what is told, what the caller's memory holds, and that the worker goes on.</summary>
public sealed class OverrunTests
{
    private const string Fill = "void fill(char *dst, size_t size, char c)";

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.SharedMemory, LaneChoice.Rpc];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Bytes_past_the_end_are_told_with_their_place_and_code_and_the_worker_goes_on(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction fill = await host.FaultAsync(Fill);
        int worker = await WorkerOf(host);
        NativeBuffer<byte> dst = NativeBuffer.Out<byte>(16);
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() => fill.Invoke(dst, 34, 'x'));

        BufferOverrun overrun = Assert.Single(thrown.Overruns);
        Assert.Equal((0, 16L, 16L, 18L, FaultAccess.Write), (overrun.Argument, overrun.BufferLength, overrun.Offset, overrun.Length, overrun.Access));
        Assert.Equal("fill", overrun.Stack[0].Symbol);
        Assert.Equal(Faults.Library, overrun.Stack[0].ModulePath);
        Assert.Contains(overrun.Stack, frame => frame.IsCallGate);
        Assert.Equal(worker, overrun.ThreadId);
        Assert.True(thrown.Completed);
        Assert.Equal("fill", thrown.Call.Function);
        Assert.StartsWith("fill wrote parameter `dst` + 16: 18 bytes past the end of its 16-byte buffer, in fill+0x", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("pass the size that it really has: 16 bytes.", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(new byte[16], dst.Bytes.ToArray());

        // The page is closed again, and the same worker makes the next call.
        Assert.Throws<BufferOverrunException>(() => fill.Invoke(dst, 17, 'x'));
        fill.Invoke(dst, 16, 'x');
        Assert.Equal(Enumerable.Repeat((byte)'x', 16), dst.Bytes.ToArray());
        Assert.Equal(worker, await WorkerOf(host));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task An_asynchronous_call_is_told_likewise(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction fill = await host.FaultAsync(Fill);
        NativeBuffer<byte> dst = NativeBuffer.Out<byte>(5);
        BufferOverrunException thrown = await Assert.ThrowsAsync<BufferOverrunException>(async () => await fill.InvokeAsync(dst, 6, 'x'));
        Assert.Contains("parameter `dst` + 5: one byte past the end of its 5-byte buffer", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(new byte[5], dst.Bytes.ToArray());
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1024 * 1024)]
    [InlineData(20 * 1024 * 1024)]
    public async Task One_byte_past_a_buffer_of_any_size_is_found(int size)
    {
        await using NativeHost host = await StartAsync(LaneChoice.Automatic);
        NativeFunction fill = await host.FaultAsync(Fill);
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() => fill.Invoke(NativeBuffer.Out<byte>(size), size + 1, 'x'));
        Assert.Equal((size, 1), (thrown.Overruns[0].Offset, thrown.Overruns[0].Length));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_text_without_terminator_is_told_in_one_sentence(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction strlen = await host.FunctionAsync("c", "size_t strlen(const char *s)");
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() => strlen.Invoke("hello"u8.ToArray()));
        BufferOverrun overrun = Assert.Single(thrown.Overruns);
        Assert.Equal((FaultAccess.Read, 5L), (overrun.Access, overrun.Offset));
        Assert.Equal("Parameter `s` has no terminator in its 5 bytes, and the function read on for one: pass text, or bytes that end with a zero.", overrun.Hint);
        Assert.Equal(5, (int)strlen.Invoke("hello\0"u8.ToArray()));
        Assert.Equal(5, (int)strlen.Invoke("hello"));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_read_on_behind_what_was_written_is_not_said_to_be_behind_a_terminator(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction sum = await host.FaultAsync("long sum_bytes(char *s, size_t size)");
        BufferOverrun overrun = Assert.Single(Assert.Throws<BufferOverrunException>(() => sum.Invoke(NativeBuffer.Out<byte>(5), 6)).Overruns);
        Assert.Equal("The function read on where parameter `s` ends: there is no terminator in what was written there, or a length is too large.", overrun.Hint);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_read_past_the_end_is_told_as_a_read(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction sum = await host.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        byte[] data = new byte[100];
        data[0] = 1;
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() => sum.Invoke(data, 200));
        Assert.StartsWith("sum_bytes read parameter `data` + 100: past the end of its 100-byte buffer, in sum_bytes+0x", thrown.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_write_before_the_start_is_told(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction touch = await host.FaultAsync("int touch_before(char *dst)");
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() => touch.Invoke(NativeBuffer.Out<byte>(10)));
        BufferOverrun overrun = Assert.Single(thrown.Overruns);
        Assert.Equal((-1L, 1L, FaultAccess.Write), (overrun.Offset, overrun.Length, overrun.Access));
        Assert.Empty(overrun.Stack);
        Assert.StartsWith("touch_before wrote parameter `dst` - 1: one byte before the start of its 10-byte buffer.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_buffer_that_fills_its_place_has_nothing_before_it_and_the_worker_dies_of_a_write_there()
    {
        await using NativeHost host = await StartAsync(LaneChoice.Automatic);
        NativeFunction touch = await host.FaultAsync("int touch_before(char *dst)");
        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => touch.Invoke(NativeBuffer.Out<byte>(0x10000)));
        Assert.Equal("SIGSEGV", crash.Report.SignalName);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_batch_ends_with_the_row_in_which_a_constant_buffer_was_left(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction sum = await host.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        long[] sums = new long[5];
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() =>
            sum.Map(sums, (NativeArgument)NativeBuffer.In<byte>(1, 2, 3, 4), new ulong[] { 1, 2, 3, 5, 4 }));
        Assert.Equal(3, thrown.Row);
        Assert.Equal((4, FaultAccess.Read), (thrown.Overruns[0].Offset, thrown.Overruns[0].Access));
        Assert.StartsWith("sum_bytes in row 3 read parameter `data` + 4", thrown.Message, StringComparison.Ordinal);

        // The first crossing had one row; how many the next ones had is a matter of time. Of the one with the row that left the buffer nothing is handed over.
        Assert.Equal((1L, 0L, 0L), (sums[0], sums[3], sums[4]));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_says_which_of_its_calls_left_a_buffer(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction fill = await host.FaultAsync(Fill);
        NativeFunction add = await host.FaultAsync("int add(int a, int b)");
        var list = new CallList();
        list.Add(add, 1, 2);
        list.Add(fill, NativeBuffer.Out<byte>(8), 8, 'x');
        list.Add(fill, NativeBuffer.Out<byte>(8), 11, 'x');
        BufferOverrunException thrown = Assert.Throws<BufferOverrunException>(() => list.Run());
        Assert.Equal(2, thrown.ListIndex);
        Assert.StartsWith("fill as call 2 of a list wrote parameter `dst` + 8: 3 bytes past the end of its 8-byte buffer", thrown.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_call_within_a_callback_has_buffers_of_its_own(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        await using NativeSession session = await host.OpenSessionAsync();
        NativeFunction callBack = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        NativeFunction fill = await session.FaultAsync(Fill);
        string message = "";
        int result = (int)callBack.Invoke(
            NativeCallback.Of((int value) =>
            {
                message = Assert.Throws<BufferOverrunException>(() => fill.Invoke(NativeBuffer.Out<byte>(3), 4, 'x')).Message;
                return value;
            }),
            7);
        Assert.Equal(8, result);
        Assert.Contains("parameter `dst` + 3: one byte", message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_buffer_that_the_kernel_finds_too_short_is_a_warning(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        await using NativeSession session = await host.OpenSessionAsync();
        NativeFunction open = await session.FunctionAsync("c", "int open(const char *path, int flags)");
        NativeFunction read = await session.FunctionAsync("c", "ssize_t read(int fd, void *buf, size_t count)");
        int zero = (int)open.Invoke("/dev/zero", 0);
        NativeResult fits = read.Invoke(zero, NativeBuffer.Out<byte>(4096), 4096);
        Assert.Equal((4096L, null), ((long)fits, fits.Warning));
        NativeResult fault = session.Load("c").Function("int stat(const char *path, void *to)").Invoke("/", NativeBuffer.Out<byte>(8));
        Assert.Equal(-1, (int)fault);
        Assert.Contains("stat left errno at EFAULT", fault.Warning, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_is_declared_const_and_changed_is_a_warning(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction wrong = await host.FaultAsync("void fill(const char *dst, size_t size, char c)");
        const string Told = "The function changed `dst`, declared const char *, from its byte 2 on, and what it wrote there is lost: if it gives something back there, declare it without const.";
        Assert.Equal(Told, wrong.Invoke("xxyz", 4, 'x').Warning);
        Assert.Equal(Told, (await wrong.InvokeAsync("xxyz", 4, 'x')).Warning);
        Assert.Null(wrong.Invoke("xxxx", 4, 'x').Warning);

        // Nothing is said of text that a function may change, and whose changes the caller does not want.
        NativeFunction right = await host.FaultAsync(Fill);
        Assert.Null(right.Invoke("xxyz", 4, 'x').Warning);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task So_it_is_in_a_list_and_in_a_batch(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction wrong = await host.FaultAsync("void fill(const char *dst, size_t size, char c)"), right = await host.FaultAsync(Fill);
        NativeFunction find = await host.FunctionAsync("c", "char *strchr(const char *s, int c)");
        const string Rest = ", and what was written there is lost: if the function gives something back there, declare it without const.";

        var list = new CallList();
        ListedCall same = list.Add(wrong, "xxxx", 4, 'x'), other = list.Add(wrong, "xxyz", 4, 'x');
        for (int run = 0; run < 2; run++)
        {
            list.Run();
            Assert.Equal((null, $"While the list ran, `dst`, declared const char *, was changed from its byte 2 on{Rest}"), (same.Result.Warning, other.Result.Warning));
            Assert.StartsWith($"{other}: While the list ran", list.Warning, StringComparison.Ordinal);
        }

        // Not what another call of the list declares without, nor what is no call's but the caller's to be filled.
        byte[] shared = "xxyz\0"u8.ToArray();
        list = new CallList();
        ListedCall reading = list.Add(find, NativeBuffer.In(shared), 'y');
        list.Add(right, NativeBuffer.InOut(shared), 4, 'x');
        list.Run();
        Assert.Equal((null, null, "xxxx\0"), (reading.Result.Warning, list.Warning, Encoding.ASCII.GetString(shared)));

        // What a call returned leads to what it was lent.
        list = new CallList();
        ListedCall found = list.Add(find, "xxyz", 'y');
        list.Add(right, found, 1, 'x');
        list.Run();
        Assert.Equal($"While the list ran, `s`, declared const char *, was changed from its byte 2 on{Rest}", found.Result.Warning);

        const string Told = "The function changed `dst`, declared const char *, from its byte 2 on, and what it wrote there is lost: if it gives something back there, declare it without const.";
        var options = new BatchOptions();
        Assert.Equal(Told, wrong.Map(options, "xxyz", new ulong[] { 2, 2, 4 }, (sbyte)'x').Warning);
        Assert.Null(wrong.Map(options, "xxyz", new ulong[] { 2, 2, 2 }, (sbyte)'x').Warning);

        // Of a column, the first row.
        NativeFunction each = await host.FaultAsync("void fill(const int *dst, size_t size, char c)");
        Assert.StartsWith("The function changed `dst`, declared const int *, from its byte 1 on", each.Map(options, new[] { 0x0378, 0x7878 }, 2, (sbyte)'x').Warning, StringComparison.Ordinal);
        Assert.Null(each.Map(options, new[] { 0x7878, 0x7878 }, 2, (sbyte)'x').Warning);
    }

    /// <summary>getopt(3): "By default, getopt() permutes the contents of argv as it scans". Its prototype says char *const argv[]: pointers that are not written, to text that may be.</summary>
    [Fact(Timeout = Patience.Deadline)]
    public async Task Pointers_that_are_declared_const_count_as_that_and_what_they_lead_to_does_not()
    {
        await using NativeHost host = await StartAsync(LaneChoice.SharedMemory);
        await using NativeSession session = await host.OpenSessionAsync();
        IsolatedLibrary c = await session.LoadAsync("c");
        using RentedBuffer<byte> words = session.Rent<byte>(16);
        "p\0file\0-a\0"u8.CopyTo(words.Span);
        ulong at = words.Pointer.Address;
        ulong[] argv = [at, at + 2, at + 7, 0];
        NativeFunction getopt = await c.FunctionAsync("int getopt(int argc, char *const argv[], const char *letters)");
        Assert.Equal('a', (int)getopt.Invoke(3, NativeBuffer.In(argv), "a"));
        NativeResult end = getopt.Invoke(3, NativeBuffer.In(argv), "a"); // glibc exchanges them when it is asked for what follows
        Assert.Equal(-1, (int)end);
        Assert.StartsWith("The function changed `argv`, declared char *const *, from its byte 8 on", end.Warning, StringComparison.Ordinal);

        // As the sentence says: declared without, they come back, and ffi check finds nothing in that.
        await using NativeSession other = await host.OpenSessionAsync();
        using RentedBuffer<byte> again = other.Rent<byte>(16);
        "p\0file\0-a\0"u8.CopyTo(again.Span);
        at = again.Pointer.Address;
        ulong[] moved = [at, at + 2, at + 7, 0];
        getopt = await (await other.LoadAsync("c")).FunctionAsync("int getopt(int argc, char *argv[], const char *letters)");
        Assert.Equal('a', (int)getopt.Invoke(3, NativeBuffer.InOut(moved), "a"));
        end = getopt.Invoke(3, NativeBuffer.InOut(moved), "a");
        Assert.Equal((-1, null), ((int)end, end.Warning));
        Assert.Equal([at, at + 7, at + 2, 0UL], moved);

        // What they lead to may be written, and is.
        Assert.Equal("File", (await c.FunctionAsync("char *strncpy(char *to, const char *from, size_t n)")).Invoke(words.Pointer + 2, "F", 1).Text);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_a_call_returned_that_is_its_callers_is_freed_all_the_same(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction strdup = await host.FunctionAsync("c", "char *strdup(const char *s) __attribute__((malloc(free)))");
        Assert.Throws<BufferOverrunException>(() => strdup.Invoke("kept"u8.ToArray()));
        Assert.Equal("kept", (string?)strdup.Invoke("kept"));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Switched_off_a_byte_past_the_end_ends_the_worker_and_one_before_the_start_is_not_noticed(LaneChoice lane)
    {
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Lane = lane, BufferGuarding = BufferGuarding.Off });
        NativeFunction fill = await host.FaultAsync(Fill);
        CrashReport report = Assert.Throws<NativeCrashException>(() => fill.Invoke(NativeBuffer.Out<byte>(16), 17, 'x')).Report;
        Assert.Equal(CrashCause.BufferOverrun, report.Cause);
        Assert.Contains(report.Hints, hint => hint.Contains("parameter `dst` + 16: one byte past the end of its 16-byte buffer (write)", StringComparison.Ordinal));
        (await host.FaultAsync("int touch_before(char *dst)")).Invoke(NativeBuffer.Out<byte>(10));
    }

    private static Task<NativeHost> StartAsync(LaneChoice lane) =>
        NativeHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 }, TestContext.Current.CancellationToken);

    private static async Task<int> WorkerOf(NativeHost host) => (int)await (await host.FunctionAsync("c", "int getpid(void)")).InvokeAsync();
}
