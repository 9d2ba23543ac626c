using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Callbacks;

/// <summary>Delegates that wait for what cannot come: the deadline of the native call ends them all.</summary>
public sealed class WaitingCallbackTests
{
    private static readonly CallOptions s_soon = new() { Timeout = TimeSpan.FromSeconds(1) };

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_session_that_is_called_by_another_thread_from_a_callback_ends_both_calls_by_the_deadline()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction callBack = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        NativeFunction add = await session.FaultAsync("int add(int a, int b)");
        Exception? inner = null;
        var thread = new Thread(() => inner = Record.Exception(() => add.Invoke(1, 2)));

        await Assert.ThrowsAsync<CallTimeoutException>(() => Task.Factory.StartNew(
            () => callBack.Invoke(
                s_soon,
                NativeCallback.Of((int value) =>
                {
                    thread.Start();
                    thread.Join();
                    return value;
                }),
                1),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        Assert.False(Assert.IsType<WorkerLostException>(inner).Started);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_all_of_whose_workers_wait_in_callbacks_for_one_more_ends_them_by_their_deadlines()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 2 });
        NativeFunction callBack = await recorded.Host.FaultAsync("int call_back(int (*callback)(int value), int value)");
        NativeCallback deeper = null!;
        deeper = NativeCallback.Of((int value) => value == 0 ? 0 : (int)callBack.Invoke(s_soon, deeper, value - 1));

        await Assert.ThrowsAnyAsync<CallFailedException>(() => Task.Factory.StartNew(
            () => callBack.Invoke(s_soon, deeper, 3), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.Equal(3, (int)await (await recorded.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(1, 2));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Many_threads_of_the_pool_with_callbacks_of_their_own_take_turns_in_a_session()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = LaneChoice.SharedMemory });
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction callBack = await session.FaultAsync("int call_back(int (*callback)(int value), int value)");
        int[] results = new int[200];
        await Task.Run(() => Parallel.For(0, results.Length, i => results[i] = (int)callBack.Invoke(NativeCallback.Of((int value) => value), i)));
        Assert.Equal(Enumerable.Range(1, results.Length), results);
    }
}
