// Different functions in one crossing, over both lanes: what is linked, what stops the list, and what is known afterwards.
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Lists;

public sealed class CallListTests
{
    public static TheoryData<LaneChoice, bool> Lanes => new()
    {
        { LaneChoice.Rpc, false }, { LaneChoice.SharedMemory, false }, { LaneChoice.Rpc, true }, { LaneChoice.SharedMemory, true },
    };

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Results_texts_and_buffers_go_from_call_to_call(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        IsolatedLibrary c = await recorded.Host.LoadAsync("c");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        NativeBuffer text = NativeBuffer.Text(64);
        var list = new CallList();
        ListedCall sum = list.Add(add, 40, 2);
        ListedCall format = list.Add(await c.FunctionAsync("int snprintf(char *to, size_t size, const char *format, ...)"), text, 64, "%d of %s", sum, "Grüße");
        ListedCall find = list.Add(await c.FunctionAsync("char *strchr(const char *s, int c)"), text, 'o');
        ListedCall length = list.Add(await c.FunctionAsync("size_t strlen(const char *s)"), find);
        ListedCall error = list.Add(await c.FunctionAsync("char *strerror(int number)"), list[0]);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal(42, (int)sum.Result);
        Assert.Equal("42 of Grüße", text.ToText());
        Assert.Equal(13, (int)format.Result);
        Assert.Equal("of Grüße", (string?)find.Result);
        Assert.Equal(10, (int)length.Result);
        Assert.Equal((string?)await (await c.FunctionAsync("char *strerror(int number)")).InvokeAsync(42), error.Result.Text);
        Assert.All(Enumerable.Range(0, list.Count), i => Assert.Equal(ListedCallState.Completed, list[i].State));
        Assert.Null(list.Warning);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_runs_again_with_other_arguments(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction power = await recorded.Host.FunctionAsync("m", "double pow(double x, double y)");
        NativeFunction length = await recorded.Host.FunctionAsync("c", "size_t strlen(const char *s)");
        var list = new CallList();
        ListedCall square = list.Add(power, 3.0, 2);
        ListedCall fourth = list.Add(power, square, 2.0);
        ListedCall letters = list.Add(length, "one");
        for (int i = 1; i < 20; i++)
        {
            square.SetArgument(0, (double)i);
            letters.SetArgument(0, new string('x', i));
            Assert.Null(await RunAsync(list, isAsync));
            Assert.Equal((i * i, Math.Pow(i, 4), i), ((double)square.Result, (double)fourth.Result, (int)letters.Result));
        }

        Assert.Throws<ArgumentException>(() => square.SetArgument(0, "text"));
        ListedCall more = list.Add(power, fourth, 0.5);
        Assert.Equal(ListedCallState.NotRun, more.State);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal(361.0, (double)more.Result);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_stops_where_a_result_is_not_as_expected_and_gives_back_what_it_took(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        IsolatedLibrary c = await recorded.Host.LoadAsync("c");
        NativeFunction open = await c.FunctionAsync("int open(const char *path, int flags, ...)"), close = await c.FunctionAsync("int close(int fd)");
        NativeFunction read = await c.FunctionAsync("ssize_t read(int fd, void *to, size_t count)"), magnitude = await c.FunctionAsync("int abs(int n)");
        NativeBuffer<byte> first = NativeBuffer.Out<byte>(4), second = NativeBuffer.Out<byte>(4);
        second.Memory.Span.Fill(7);
        var list = new CallList();
        ListedCall file = list.Add(open, "/proc/self/exe", 0).ExpectAtLeast(0);
        ListedCall good = list.Add(read, file, first, 4).Expect(4);
        ListedCall bad = list.Add(read, -1, second, 4).ExpectNot(-1);
        ListedCall never = list.Add(magnitude, 1);
        ListedCall closing = list.Add(close, file).Always();
        ListedCall nothing = list.Add(magnitude, never).Always();
        Assert.Same(bad, await RunAsync(list, isAsync));
        Assert.Equal("\u007FELF"u8.ToArray(), first.Memory.ToArray());
        Assert.Equal(
            [ListedCallState.Completed, ListedCallState.Completed, ListedCallState.Stopped, ListedCallState.NotRun, ListedCallState.Completed, ListedCallState.NotRun],
            Enumerable.Range(0, 6).Select(i => list[i].State));
        Assert.Equal((-1, 9), ((int)bad.Result, bad.Result.Errno)); // EBADF
        Assert.Equal(0, (int)closing.Result);
        Assert.Contains("NotRun", Assert.Throws<InvalidOperationException>(() => never.Result).Message, StringComparison.Ordinal);
        Assert.Equal(4, (int)good.Result);
        Assert.Equal(ListedCallState.NotRun, nothing.State);

        // As a whole it goes well once the bad descriptor is a good one.
        bad.SetArgument(0, file);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal([2, 1, 1, 0], second.Memory.ToArray()); // 64 bits, little-endian, version 1, System V
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_goes_on_with_what_a_list_made(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        IsolatedLibrary c = await session.LoadAsync("c");
        NativeFunction asprintf = await c.FunctionAsync("int asprintf(char **to, const char *format, ...)");
        NativeFunction length = await c.FunctionAsync("size_t strlen(const char *s)"), free = await c.FunctionAsync("void free(void *p)");
        var made = new PointerOut();
        var list = new CallList();
        ListedCall print = list.Add(asprintf, made, "%s", "kept").ExpectAtLeast(0);
        ListedCall letters = list.Add(length, print.Output("to"));
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal(4, (int)letters.Result);
        Assert.Equal("kept", session.ReadText(made.Value));
        var freeing = new CallList();
        freeing.Add(free, made.Value);
        Assert.Null(await RunAsync(freeing, isAsync));

        // Outside a session nothing of it can be used.
        NativeFunction outside = await recorded.Host.FunctionAsync("c", "size_t strlen(const char *s)");
        Assert.Throws<StaleHandleException>(() => new CallList().Add(outside, made.Value));
        Assert.Throws<ArgumentException>(() => list.Add(outside, "x"));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Calls_of_a_list_call_back_and_lists_run_within_callbacks(LaneChoice lane, bool isAsync)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction often = await session.FaultAsync("long call_back_often(int (*callback)(int value), int times)");
        NativeFunction length = await session.FunctionAsync("c", "size_t strlen(const char *s)");
        var inner = new CallList();
        ListedCall text = inner.Add(length, "four");
        var list = new CallList();
        ListedCall plain = list.Add(often, NativeCallback.Of((int value) => 2 * value), 10);
        ListedCall nested = list.Add(often, NativeCallback.Of((int _) => inner.Run() is null ? (int)text.Result : -1), 5);
        ListedCall last = list.Add(length, "last of them");
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Equal((90L, 20L, 12L), ((long)plain.Result, (long)nested.Result, (long)last.Result));
        Assert.Null(inner.Run());
        Assert.Equal(4, (int)text.Result);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_modes_of_the_machine_are_put_right_and_the_call_is_named()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.SharedMemory);
        NativeFunction change = await recorded.Host.FaultAsync("int change_rounding(int mode)"), now = await recorded.Host.FaultAsync("int rounding_now(void)");
        const int nearest = 0, upward = 0x800; // fenv.h of x86-64
        var list = new CallList();
        ListedCall first = list.Add(change, nearest);
        ListedCall second = list.Add(now);
        list.Run();
        Assert.Null(list.Warning);

        // A run that is not the first finds it behind the last call, and the next one after each.
        first.SetArgument(0, upward);
        list.Run();
        Assert.Contains("call of the list", list.Warning, StringComparison.Ordinal);
        Assert.Equal(upward, (int)second.Result);
        list.Run();
        Assert.StartsWith("call 0 (change_rounding)", list.Warning, StringComparison.Ordinal);
        Assert.NotNull(first.Result.Warning);
        Assert.Equal(nearest, (int)second.Result);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_prepared_list_runs_again_without_allocating()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.SharedMemory);
        NativeFunction cosine = await recorded.Host.FunctionAsync("m", "double cos(double x)");
        var list = new CallList();
        ListedCall[] calls = [.. Enumerable.Range(0, 100).Select(i => list.Add(cosine, 0.01 * i))];
        for (int i = 0; i < 1000; i++)
        {
            list.Run();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            calls[i % 100].SetArgument(0, 0.02 * i);
            list.Run();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(Math.Cos(0.02 * (900 + i)), (double)calls[i].Result, 1e-15));
    }

    private static Task<ListedCall?> RunAsync(CallList list, bool isAsync) => isAsync ? list.RunAsync() : Task.FromResult(list.Run());

    private static Task<RecordedHost> StartAsync(LaneChoice lane) => RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 2 });
}
