// What must be alike whatever carries a call. The whole suite runs over the other lane by FFI_ISOLATION_LANE=rpc.
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Lanes;

public sealed class BothLanesTests
{
    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Values_text_and_buffers_go_there_and_back(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        Assert.Equal(lane, recorded.Host.Lane);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        NativeFunction copy = await recorded.Host.FaultAsync("char *copy_text(char *dst, const char *src)");
        Assert.Equal(5, (int)add.Invoke(2, 3));
        Assert.Equal(5, (int)await add.InvokeAsync(2, 3));
        var small = NativeBuffer.Out<byte>(8);
        copy.Invoke(small, "héllo");
        Assert.Equal("héllo", small.ToText());

        // Larger than a message of the pipe, and than any slot but the last two classes.
        string text = new('x', 5_000_000);
        var large = NativeBuffer.Out<byte>(text.Length + 1);
        copy.Invoke(large, text);
        Assert.Equal(text, large.ToText());
        large = NativeBuffer.Out<byte>(text.Length + 1);
        await copy.InvokeAsync(large, text);
        Assert.Equal(text, large.ToText());
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Crashes_are_told_alike_and_the_next_call_is_good(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction crash = await recorded.Host.FaultAsync("void write_at(void *address, int value)");
        NativeFunction killed = await recorded.Host.FaultAsync("void kill_self(void)");
        NativeFunction exit = await recorded.Host.FaultAsync("void exit_with(int code)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        foreach (bool isAsync in (bool[])[false, true])
        {
            Task<NativeResult> CallAsync(NativeFunction function, params NativeArgument[] arguments) =>
                isAsync ? function.InvokeAsync(arguments).AsTask() : Task.Run(() => function.Invoke(arguments));
            var e = await Assert.ThrowsAsync<NativeCrashException>(() => CallAsync(crash, NativePointer.FromAddress(0x123456789000), 7));
            Assert.Equal((11, 0x123456789000UL), (e.Report.SignalNumber, e.Report.FaultAddress));
            Assert.Equal(["0x123456789000", "7"], e.Report.Call!.Arguments.Select(argument => argument.Text));
            Assert.Equal(9, (await Assert.ThrowsAsync<NativeCrashException>(() => CallAsync(killed))).Report.SignalNumber);
            Assert.Equal(3, (await Assert.ThrowsAsync<NativeCrashException>(() => CallAsync(exit, 3))).Report.ExitCode);
            Assert.Equal(-1, (int)await CallAsync(add, 1, -2));
        }
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_hang_ends_by_its_timeout_and_a_cancelled_caller_goes_at_once(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction sleep = await recorded.Host.FunctionAsync("c", "unsigned sleep(unsigned seconds)");
        await Assert.ThrowsAsync<CallTimeoutException>(() => Task.Run(() => sleep.Invoke(new CallOptions { Timeout = TimeSpan.FromMilliseconds(50) }, 1000)));
        await Assert.ThrowsAsync<CallTimeoutException>(() => sleep.InvokeAsync(new CallOptions { Timeout = TimeSpan.FromMilliseconds(50) }, 1000).AsTask());
        using var tired = new CancellationTokenSource();
        Task sync = Task.Run(() => sleep.Invoke(tired.Token, 1000)), async = sleep.InvokeAsync(tired.Token, 1000).AsTask();
        await tired.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => async);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_session_keeps_its_memory_and_dies_alone(LaneChoice lane)
    {
        await using RecordedHost recorded = await StartAsync(lane);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativePointer memory = session.Allocate(16);
        session.Write(memory + 8, 1234567890123);
        Assert.Equal(1234567890123, session.Read<long>(memory + 8));
        NativeFunction crash = await session.FaultAsync("int null_read(void)");
        await Assert.ThrowsAsync<NativeCrashException>(() => Task.Run(() => crash.Invoke()));
        var e = Assert.Throws<WorkerLostException>(() => session.Read<long>(memory));
        Assert.False(e.Started);
        Assert.Equal(3, (int)(await recorded.Host.FaultAsync("int add(int a, int b)")).Invoke(1, 2));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Four_threads_on_two_workers_get_each_their_own_answers(LaneChoice lane)
    {
        const int Calls = 2000;
        await using RecordedHost recorded = await StartAsync(lane);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        int[] wrong = await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            int wrong = 0;
            for (int i = 0; i < Calls; i++)
            {
                int expected = (thread * Calls) + i;
                NativeResult result = i % 5 == 4 ? await add.InvokeAsync(thread * Calls, i) : add.Invoke(thread * Calls, i);
                wrong += (int)result == expected ? 0 : 1;
            }

            return wrong;
        })));
        Assert.Equal([0, 0, 0, 0], wrong);
        Assert.DoesNotContain(recorded.Recording.Entries, entry => entry.Contains(nameof(SupervisionEventKind.WorkerDied), StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_warm_call_of_scalars_allocates_nothing()
    {
        await using RecordedHost recorded = await StartAsync(LaneChoice.SharedMemory);
        await using NativeSession session = await recorded.Host.OpenSessionAsync();
        NativeFunction[] functions =
        [
            await recorded.Host.FunctionAsync("m", "double pow(double x, double y)"),
            await session.FunctionAsync("m", "double pow(double x, double y)"),
        ];
        foreach (NativeFunction pow in functions)
        {
            Assert.Equal(0, await Task.Run(() => Allocated(pow)));
        }
    }

    private static long Allocated(NativeFunction pow)
    {
        const int Warm = 200;
        long before = 0;
        for (int i = 0; i < 2 * Warm; i++)
        {
            before = i == Warm ? GC.GetAllocatedBytesForCurrentThread() : before;
            pow.Invoke(i, 2);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_caller_who_is_interrupted_leaves_no_worker_with_his_call_to_the_next()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = LaneChoice.Rpc, MaxWorkers = 1 });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        recorded.Host.OutputReceived += (_, output) => inside.TrySetResult();
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var caller = new Thread(() => ended.SetResult(Record.Exception(() => sleep.Invoke("inside", 60_000))));
        caller.Start();
        await inside.Task.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken);
        caller.Interrupt();
        Assert.IsType<ThreadInterruptedException>(await ended.Task.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken));

        // Not by the minute that the first call still has, nor in the worker that it is in.
        Assert.Equal(3, (int)await add.InvokeAsync(new CallOptions { Timeout = TimeSpan.FromSeconds(20) }, 1, 2));
    }

    private static Task<RecordedHost> StartAsync(LaneChoice lane) => RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 2 });
}
