using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Overruns;

/// <summary>Storage that is taken back when a call has ended, over both lanes.</summary>
public sealed class StrictTests
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.SharedMemory, LaneChoice.Rpc];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_pointer_that_a_library_kept_is_named_by_the_call_that_it_came_from(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction add = await host.FaultAsync("int add(int a, int b)");
        NativeFunction hold = await host.FaultAsync("int hold_text(const char *text)");
        NativeFunction held = await host.FaultAsync("const char *held_text(void)");
        Assert.Equal(3, (int)add.Invoke(1, 2));
        Assert.Equal(5, (int)hold.Invoke("taken"));
        Assert.Equal(4, (int)hold.Invoke("back")); // the last one is what is kept
        Assert.Equal(7, (int)add.Invoke(3, 4));
        CrashReport report = Assert.Throws<NativeCrashException>(() => held.Invoke()).Report;
        Assert.Equal("held_text", report.Call!.Function);
        Assert.Contains(report.Hints, hint => hint.StartsWith("The fault address was argument `text` of an earlier call, hold_text #", StringComparison.Ordinal));
    }

    /// <summary>Before it are other calls, or none; between are steps of the host's own, and a call of another thread.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_pointer_that_a_library_kept_is_named_though_libraries_are_loaded_and_other_threads_call_in_between(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        foreach (int before in (int[])[0, 1])
        {
            await using NativeSession session = await host.OpenSessionAsync();
            NativeFunction hold = await session.FaultAsync("int hold_text(const char *text)"), length = await session.FunctionAsync("c", "size_t strlen(const char *text)");
            for (int i = 0; i < before; i++)
            {
                Assert.Equal(4, OnNewThread(() => (int)length.Invoke("else")));
            }

            Assert.Equal(5, OnNewThread(() => (int)hold.Invoke("taken")));
            Assert.Equal(4, OnNewThread(() => (int)length.Invoke("else")));
            Assert.Equal(2, (int)(await session.FunctionAsync(Faults.CppLibrary, "int cpp_catches_its_own(int value)")).Invoke(1));
            NativeFunction held = await session.FaultAsync("const char *held_text(void)");
            CrashReport report = Assert.Throws<NativeCrashException>(() => held.Invoke()).Report;
            Assert.Contains(report.Hints, hint => hint.StartsWith("The fault address was argument `text` of an earlier call, hold_text #", StringComparison.Ordinal));
        }
    }

    /// <summary>Places rotate, and the next crossing's arguments are laid out while rows run: the two may not meet.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Rows_of_a_batch_in_many_crossings_are_each_their_own(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction add = await host.FaultAsync("int add(int a, int b)");
        int[] numbers = [.. Enumerable.Range(0, 1_500_000)];
        int[] sums = new int[numbers.Length];
        add.Map(sums, numbers, 5);
        Assert.Equal(numbers.Select(number => number + 5), sums);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Everything_else_is_as_without_it(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        await using NativeSession session = await host.OpenSessionAsync();
        NativeFunction fill = await session.FaultAsync("void fill(char *dst, size_t size, char c)");
        NativeFunction strdup = await session.FunctionAsync("c", "char *strdup(const char *s) __attribute__((malloc(free)))");
        NativeFunction thrower = await session.FunctionAsync(Faults.CppLibrary, "void cpp_throw_runtime_error(const char *what)");
        NativeFunction callBack = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        NativeFunction raise = await session.FaultAsync($"long raise40({string.Join(", ", Enumerable.Range(0, 40).Select(i => $"unsigned char *b{i}"))})");
        NativeFunction sum = await session.FaultAsync("long sum_bytes(const unsigned char *data, size_t size)");
        long[] sums = new long[3];
        for (int i = 0; i < 40; i++)
        {
            // Each size of place, empty ones too.
            foreach (int size in (int[])[0, 1, 4096, 4097, 70_000, 1 << 20])
            {
                NativeBuffer<byte> dst = NativeBuffer.Out<byte>(size);
                fill.Invoke(dst, size, 'x');
                Assert.Equal(-1, dst.Bytes.IndexOfAnyExcept((byte)'x'));
            }

            Assert.Equal("text", (string?)strdup.Invoke("text"));
            Assert.Equal("thrown", Assert.Throws<CppException>(() => thrower.Invoke("thrown")).What);
            NativeBuffer<byte>[] all = [.. Enumerable.Range(0, 40).Select(_ => NativeBuffer.InOut<byte>(new byte[] { 1 }))];
            Assert.Equal(820, (long)raise.Invoke([.. all.Select(buffer => (NativeArgument)buffer)]));
            Assert.All(all, buffer => Assert.Equal(2, buffer.Bytes[0]));
            sum.Map(sums, (NativeArgument)NativeBuffer.In<byte>(1, 2, 3), new ulong[] { 1, 2, 3 });
            Assert.Equal([1L, 3, 6], sums);
            NativeBuffer<byte> inner = NativeBuffer.Out<byte>(3);
            int answered = (int)callBack.Invoke(
                NativeCallback.Of((int value) =>
                {
                    fill.Invoke(inner, 3, 'y');
                    return value;
                }),
                7);
            Assert.Equal((8, (byte)'y'), (answered, inner.Bytes[2]));
            Assert.Throws<BufferOverrunException>(() => fill.Invoke(inner, 4, 'x'));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_list_runs_again_with_the_places_that_it_had(LaneChoice lane)
    {
        await using NativeHost host = await StartAsync(lane);
        NativeFunction fill = await host.FaultAsync("void fill(char *dst, size_t size, char c)");
        NativeFunction strlen = await host.FunctionAsync("c", "size_t strlen(const char *s)");
        NativeBuffer<byte> dst = NativeBuffer.Out<byte>(8);
        var list = new CallList();
        list.Add(fill, dst, 8, 'z');
        ListedCall length = list.Add(strlen, "four");
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(2, (int)strlen.Invoke("in"));
            list.Run();
            Assert.Equal((4, (byte)'z'), ((int)length.Result, dst.Bytes[7]));
        }
    }

    private static int OnNewThread(Func<int> call)
    {
        int result = 0;
        var thread = new Thread(() => result = call());
        thread.Start();
        thread.Join();
        return result;
    }

    private static Task<NativeHost> StartAsync(LaneChoice lane) => NativeHost.StartAsync(
        RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0, BufferGuarding = BufferGuarding.Strict }, TestContext.Current.CancellationToken);
}
