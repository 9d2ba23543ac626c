using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>Callbacks that throw, hang, and crash, and functions that do while they call back.</summary>
public sealed class FailingCallbackTests
{
    private const string CallBack = "int call_back(int (*callback)(int value), int value)";

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task An_exception_in_a_callback_is_thrown_where_the_call_was_made(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane, MaxWorkers = 1, Spares = 0 });
        NativeFunction often = await recorded.Host.FaultAsync("long call_back_often(int (*callback)(int value), int times)");
        int calls = 0;
        NativeCallback fails = NativeCallback.Of((int value) => ++calls == 3 ? throw new InvalidDataException("the third") : value);

        Assert.Equal("the third", Assert.Throws<InvalidDataException>(() => often.Invoke(fails, 10)).Message);
        Assert.Equal(3, calls);
        Assert.Equal("the third", (await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            calls = 0;
            await often.InvokeAsync(fails, 10);
        })).Message);
        Assert.Equal(45, (long)often.Invoke(NativeCallback.Of((int value) => value), 10));
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Native_code_gets_the_error_result_and_goes_on(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        int seen = 0;
        NativeCallback fails = NativeCallback.Of(int (int value) => throw new InvalidDataException()).ReturningOnError(-7);
        NativeCallback outer = NativeCallback.Of((int value) =>
        {
            Assert.Throws<InvalidDataException>(() => call.Invoke(fails, value));
            return seen = value;
        });
        Assert.Equal(10, (int)call.Invoke(outer, 9));
        Assert.Equal(9, seen);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_callback_that_does_not_return_is_a_timeout_of_its_call(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction call = await recorded.Host.FaultAsync(CallBack);
        using var release = new ManualResetEventSlim();
        bool aborted = false;
        NativeCallback hangs = NativeCallback.Of(arguments =>
        {
            arguments.Aborted.WaitHandle.WaitOne(Patience.Unexpected);
            aborted = arguments.Aborted.IsCancellationRequested;
            release.Wait(Patience.Unexpected);
            return 1;
        });

        CallTimeoutException late = await Eventually.InTimeAsync(300, async time => Begun(await Assert.ThrowsAsync<CallTimeoutException>(
            async () => await call.InvokeAsync(new CallOptions { Timeout = time }, hangs, 1))));
        Assert.Contains("callback", late.Message, StringComparison.Ordinal);
        Assert.Contains("waiting for its callback int callback(int value)", late.Report.ToString(), StringComparison.Ordinal);
        release.Set();

        await Eventually.InTimeAsync(300, time => Task.FromResult(Begun(Assert.Throws<CallTimeoutException>(() => call.Invoke(new CallOptions { Timeout = time }, hangs, 1)))));
        Assert.True(aborted);
        Assert.Equal(8, (int)call.Invoke(NativeCallback.Of((int value) => value), 7));

        // A deadline can come before the callback has begun.
        static CallTimeoutException? Begun(CallTimeoutException late) => late.Report.Call!.Callback == "int callback(int value)" ? late : null;
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_crash_within_a_callback_names_both_calls(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        NativeFunction read = await session.FaultAsync("int null_read(void)");

        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => call.Invoke(NativeCallback.Of((int value) => (int)read.Invoke()), 5));
        CrashedCall inner = crash.Report.Call!;
        Assert.Equal(("null_read", CrashBlame.Call), (inner.Function, crash.Report.Blame));
        Assert.Equal(("call_back", "int callback(int value)"), (inner.Within!.Function, inner.Within.Callback));
        Assert.Null(inner.Within.Within);
        string text = crash.Report.ToString();
        Assert.Contains("int null_read(void)", text, StringComparison.Ordinal);
        Assert.Contains("made within a callback of", text, StringComparison.Ordinal);
        Assert.Contains("\"within\":{\"function\":\"call_back\"", crash.Report.ToJson(), StringComparison.Ordinal);
        Assert.Contains(crash.Report.Stack, frame => frame.Symbol == "call_back");
        Assert.Throws<WorkerLostException>(() => read.Invoke());
    }

    /// <summary>The callback goes on, and what it asks of the session then begins with the closing of what it has returned: it is that which the end meets.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_a_callback_asks_of_a_worker_that_has_died_within_it_has_not_run(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction call = await session.FaultAsync(CallBack);
        NativeFunction read = await session.FaultAsync("int null_read(void)");
        NativeFunction add = await session.FaultAsync("int add(int a, int b)");
        var told = new List<Exception?>();

        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => call.Invoke(
            NativeCallback.Of((int value) =>
            {
                RentedBuffer<byte> first = session.Rent<byte>(100_000), second = session.Rent<byte>(100_000);
                Assert.Throws<NativeCrashException>(() => read.Invoke());
                first.Dispose();
                told.Add(Record.Exception(() => add.Invoke(1, 2)));
                second.Dispose();
                told.Add(Record.ExceptionAsync(async () => await add.InvokeAsync(1, 2)).GetAwaiter().GetResult());
                return value;
            }),
            5));
        Assert.Equal("null_read", crash.Report.Call!.Function);
        Assert.Equal(2, told.Count);
        Assert.All(told, one =>
        {
            WorkerLostException lost = Assert.IsType<WorkerLostException>(one);
            Assert.False(lost.Started);
            Assert.StartsWith("The session's worker has ended, so add did not run; open a new session.", lost.Message, StringComparison.Ordinal);
        });
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_crash_after_a_callback_is_the_functions_own(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction crashes = await recorded.Host.FaultAsync("int crash_after_callback(int (*callback)(int value), int value)");
        NativeCrashException crash = Assert.Throws<NativeCrashException>(() => crashes.Invoke(NativeCallback.Of((int value) => value), 5));
        Assert.Equal(("crash_after_callback", null, null), (crash.Report.Call!.Function, crash.Report.Call.Callback, crash.Report.Call.Within?.Function));

        // What the callback threw is not lost over it.
        crash = Assert.Throws<NativeCrashException>(() => crashes.Invoke(NativeCallback.Of(int (int value) => throw new InvalidDataException("before")), 5));
        Assert.Equal("before", Assert.IsType<InvalidDataException>(crash.InnerException).Message);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_delegate_that_does_not_fit_is_refused_before_anything_runs()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        NativeFunction call = await recorded.Host.FaultAsync(CallBack);
        ArgumentException e = Assert.Throws<ArgumentException>("callback", () => call.Invoke(NativeCallback.Of((short value) => 1), 1));
        Assert.Contains("parameter 1 'int value' of 'int (int value)' is int or a larger integer in a delegate, not Int16", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("callback", () => call.Invoke(NativeCallback.Of((int value) => 1L), 1));
        Assert.Throws<ArgumentException>("callback", () => call.Invoke(NativeCallback.Of((int value, int more) => 1), 1));
    }
}
