using System.Collections.Concurrent;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>Callbacks from threads that the library made, during the call and after it.</summary>
public sealed class ThreadCallbackTests
{
    private const string OnThread = "int call_back_on_thread(int (*callback)(int value), int value)";

    public static TheoryData<LaneChoice> Lanes => [LaneChoice.Rpc, LaneChoice.SharedMemory];

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_thread_of_the_library_calls_back_during_the_call(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction call = await recorded.Host.FaultAsync(OnThread);
        Assert.Equal(43, (int)call.Invoke(NativeCallback.Of((int value) => 6 * value), 7));
        Assert.Equal("on a thread", Assert.Throws<InvalidDataException>(
            () => call.Invoke(NativeCallback.Of(int (int value) => throw new InvalidDataException("on a thread")), 7)).Message);

        NativeFunction data = await recorded.Host.FaultAsync("int call_back(int (*callback)(int value), int value)");
        Assert.Equal(4, (int)await data.InvokeAsync(NativeCallback.Of((int value) => value), 3));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Many_threads_at_a_time_each_get_their_own_answers(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeFunction call = await recorded.Host.FaultAsync("long call_back_on_threads(int (*callback)(int value), int threads, int times)");
        var threads = new ConcurrentDictionary<int, int>();
        NativeCallback count = NativeCallback.Of(arguments =>
        {
            threads.AddOrUpdate(arguments.NativeThreadId, 1, (_, calls) => calls + 1);
            return arguments.As<int>(0);
        });

        Assert.Equal(40L * (24 * 25 / 2), (long)await call.InvokeAsync(count, 40, 25));
        Assert.Equal(40, threads.Count);
        Assert.All(threads.Values, calls => Assert.Equal(25, calls));
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task The_thread_that_makes_the_calls_is_that_of_their_callbacks(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        int caller = 0;
        NativeFunction call = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        call.Invoke(NativeCallback.Of(arguments => caller = arguments.NativeThreadId), 3);
        Assert.Equal((int)session.Load("c").Function("int gettid(void)").Invoke(), caller);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_thread_of_the_library_calls_back_after_the_call(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction keep = await session.FaultAsync("void keep_callback(int (*callback)(int value))");
        NativeFunction later = await session.FaultAsync("int call_kept_later(int value, int milliseconds)");
        NativeFunction answer = await session.FaultAsync("int answer_of_late_callback(void)");
        NativeFunction add = await session.FaultAsync("int add(int a, int b)");

        // A call of its own within: the session is not in one.
        keep.Invoke(NativeCallback.Of((int value) => (int)add.Invoke(value, 100)));
        Assert.Equal(0, (int)later.Invoke(11, 20));
        await Eventually.HoldsAsync(() => (int)answer.Invoke() == 111, "The late callback was not answered.");
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task What_a_late_callback_throws_is_told_by_an_event(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        recorded.Host.SupervisionChanged += (_, e) =>
        {
            if (e.Kind == SupervisionEventKind.CallbackFailed)
            {
                told.TrySetResult(e.Message);
            }
        };
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction keep = await session.FaultAsync("void keep_callback(int (*callback)(int value))");
        NativeFunction later = await session.FaultAsync("int call_kept_later(int value, int milliseconds)");
        NativeFunction answer = await session.FaultAsync("int answer_of_late_callback(void)");
        keep.Invoke(NativeCallback.Of(int (int value) => throw new InvalidDataException("too late")).ReturningOnError(77));
        later.Invoke(11, 20);
        Assert.Contains("InvalidDataException: too late", await told.Task.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => (int)answer.Invoke() == 77, "The late callback did not get its error result.");
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Closing_a_session_with_a_callback_to_come_is_safe(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction keep = await session.FaultAsync("void keep_callback(int (*callback)(int value))");
        NativeFunction later = await session.FaultAsync("int call_kept_later(int value, int milliseconds)");
        using var running = new SemaphoreSlim(0);
        keep.Invoke(NativeCallback.Of(arguments =>
        {
            running.Release();
            return arguments.Aborted.WaitHandle.WaitOne(Patience.Unexpected) ? 1 : 2;
        }));
        later.Invoke(1, 1);
        later.Invoke(2, 200);
        Assert.True(await running.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken));
        await session.DisposeAsync();
        await ProcessTable.AreGoneAsync(session.ProcessId);

        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        Assert.Equal(5, (int)add.Invoke(2, 3));
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task A_callback_on_a_thread_of_the_library_reaches_the_workers_memory(LaneChoice lane)
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = lane });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction create = await session.FunctionAsync("c", "int pthread_create(unsigned long *thread, const void *attributes, void *start, void *argument)");
        NativeFunction join = await session.FunctionAsync("c", "int pthread_join(unsigned long thread, void **value)");
        NativePointer text = session.Allocate(16);
        session.Write<byte>(text, "a thread"u8.ToArray());
        string? seen = null;
        Exception? refused = null;
        NativeCallback start = NativeCallback.Of(arguments =>
        {
            seen = arguments.Text(0);
            arguments.Write(0, (byte)'A');
            refused = Try(arguments);
            return arguments.Pointer(0);

            static Exception? Try(CallbackArguments arguments)
            {
                try
                {
                    arguments.Bytes(0, 1 << 30);
                    return null;
                }
                catch (IOException e)
                {
                    return e;
                }
            }
        }).As("void *start(void *text)");

        NativeBuffer<ulong> thread = NativeBuffer.Out<ulong>();
        var value = new PointerOut();
        Assert.Equal(0, (int)create.Invoke(thread, NativePointer.Null, start, text));
        Assert.Equal(0, (int)join.Invoke(thread.Value, value));
        Assert.Equal((text, "a thread", "A thread"), (value.Value, seen, session.ReadText(text)));
        Assert.IsType<IOException>(refused);
    }
}
