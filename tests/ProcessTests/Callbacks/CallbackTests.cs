using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>native/faults/callbacks.c: callbacks on the thread of the call.</summary>
public sealed class CallbackTests
{
    private const string CallBack = "int call_back(int (*callback)(int value), int value)";

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_delegate_is_called_and_its_result_arrives(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction call = await recorded.Host.FaultAsync(CallBack);
        Assert.Equal(43, (int)call.Invoke(NativeCallback.Of((int value) => value * 6), 7));
        Assert.Equal(-41, (int)await call.InvokeAsync(NativeCallback.Of((int value) => (short)-value), 42));
        NativeFunction often = await recorded.Host.FaultAsync("long call_back_often(int (*callback)(int value), int times)");
        Assert.Equal(499500, (long)often.Invoke(NativeCallback.Of((int value) => value), 1000));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warm_call_with_a_callback_of_numbers_allocates_nothing()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = LaneChoice.SharedMemory, MaxWorkers = 1, Spares = 0 });
        NativeFunction call = await recorded.Host.FaultAsync(CallBack);
        NativeCallback triple = NativeCallback.Of((int value) => 3 * value);
        Assert.Equal(0, Allocated(2000) / 2000);

        long Allocated(int times)
        {
            Run(times);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(times);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                call.Invoke(triple, 14);
            }
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task One_callback_is_one_function_pointer_whatever_it_is_passed_to()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        NativeFunction often = await session.FaultAsync("long call_back_often(int (*callback)(int value), int times)");
        NativeCallback same = NativeCallback.Of((int value) => value);
        for (int i = 0; i < 1100; i++)
        {
            Assert.Equal(2, (int)call.Invoke(same, 1));
            Assert.Equal(1, (long)often.Invoke(same, 2));
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_has_room_for_1024_callbacks_and_disposed_ones_make_room()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        NativeCallback[] all = [.. Enumerable.Range(0, 1024).Select(i => NativeCallback.Of((int value) => value + i))];
        Assert.All(Enumerable.Range(0, 1024), i => Assert.Equal(i + 1, (int)call.Invoke(all[i], 0)));
        Assert.Throws<CallRejectedException>(() => call.Invoke(NativeCallback.Of((int value) => value), 0));
        all[77].Dispose();
        Assert.Equal(8, (int)call.Invoke(NativeCallback.Of((int value) => value), 7));
        Assert.Equal(1024, (int)call.Invoke(all[1023], 0));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Errno_is_the_librarys_own_around_a_callback(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction call = await recorded.Host.FaultAsync("int call_back_with_errno(int (*callback)(int value), int error)");
        Assert.Equal(34, (int)call.Invoke(NativeCallback.Of((int value) => value), 34));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Text_and_data_come_along_where_they_are_declared(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        const string Declaration = "int call_back_with_data(int (*callback)(void *user, const char *text, const int *numbers, int count), void *user)";
        NativeFunction call = await recorded.Host.FaultAsync(Declaration);
        var user = NativePointer.FromAddress(0x1234);

        using NativeCallback typed = NativeCallback.Of((NativePointer own, string text, NativePointer numbers, int count) =>
            own.Address == 0x1234 && text == "four primes" && !numbers.IsNull ? count : -1);
        Assert.Equal(4, (int)call.Invoke(typed, user));

        using NativeCallback brought = NativeCallback.Of(arguments =>
        {
            ReadOnlySpan<int> numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(arguments.Bytes(2, arguments.As<int>(3) * sizeof(int)));
            return numbers[0] + numbers[1] + numbers[2] + numbers[3] + (arguments.Text(1) == "four primes" ? 100 : 0);
        }).As("int sum(void *user, const char *text, const int *numbers, int count) __attribute__((access(read_only, 3, 4)))");
        Assert.Equal(117, (int)call.Invoke(brought, user));
        Assert.Equal(117, (int)await call.InvokeAsync(brought, user));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Calls_within_a_callback_run_in_the_same_worker(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        NativeFunction count = await session.FaultAsync("int next_count(void)");
        int first = (int)count.Invoke();

        // Each level calls the next one within its callback.
        NativeCallback? self = null;
        self = NativeCallback.Of((int depth) => depth == 0 ? (int)count.Invoke() : (int)call.Invoke(self, depth - 1));
        Assert.Equal(first + 1 + 11, (int)call.Invoke(self, 10));

        // The same with calls that do not wait on their thread, and libraries that are bound within.
        NativeCallback later = NativeCallback.Of((int value) => (int)session.Load("c").Function("int abs(int value)").InvokeAsync(value).AsTask().GetAwaiter().GetResult());
        Assert.Equal(6, (int)await call.InvokeAsync(later, -5));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_within_each_other_have_a_limit()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        int deepest = 0;
        NativeCallback? self = null;
        self = NativeCallback.Of((int depth) =>
        {
            deepest = Math.Max(deepest, depth);
            return (int)call.Invoke(self, depth + 1);
        });
        Assert.Contains("too deep", Assert.Throws<CallRejectedException>(() => call.Invoke(self, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(15, deepest);
        Assert.Equal(2, (int)call.Invoke(NativeCallback.Of((int value) => value), 1));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_callback_bound_in_a_session_is_called_after_the_call_that_took_it(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction keep = await session.FaultAsync("void keep_callback(int (*callback)(int value))");
        NativeFunction kept = await session.FaultAsync("int call_kept(int value)");
        NativeCallback triple = NativeCallback.Of((int value) => 3 * value).As("int triple(int value)");

        NativePointer pointer = session.Bind(triple);
        keep.Invoke(pointer);
        Assert.Equal(12, (int)kept.Invoke(4));
        keep.Invoke(triple);
        Assert.Equal(15, (int)kept.Invoke(5));
        Assert.Equal(pointer, session.Bind(triple));

        triple.Dispose();
        Assert.Equal(0, (int)kept.Invoke(6));
        Assert.Throws<ObjectDisposedException>(() => session.Bind(triple));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_callback_of_a_call_of_a_host_ends_with_the_call(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        NativeFunction keep = await recorded.Host.FaultAsync("void keep_callback(int (*callback)(int value))");
        NativeFunction kept = await recorded.Host.FaultAsync("int call_kept(int value)");
        keep.Invoke(NativeCallback.Of((int value) => value));
        Assert.Equal(0, (int)kept.Invoke(4));
    }
}
