using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Threads;

public sealed class ManyThreadsTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task Eight_threads_get_each_their_own_results()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(new NativeHostOptions());
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        NativeFunction copy = await recorded.Host.FaultAsync("char *copy_text(char *dst, const char *src)");
        Exception?[] failures = await OnThreadsAsync(8, thread =>
        {
            for (int i = 0; i < 500; i++)
            {
                if (i % 5 == 0)
                {
                    NativeBuffer<byte> buffer = NativeBuffer.Out<byte>(32);
                    NativeResult result = copy.Invoke(buffer, $"{thread}/{i}");
                    Assert.Equal(($"{thread}/{i}", $"{thread}/{i}"), (buffer.ToText(), result.Text));
                }
                else
                {
                    Assert.Equal((thread * 1000) + i, (int)add.Invoke(thread * 1000, i));
                }
            }
        });
        Assert.All(failures, Assert.Null);
        Assert.Empty(recorded.Recording.Crashes);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_of_a_session_run_one_at_a_time_on_one_native_thread()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync();
        await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction thread = await session.FunctionAsync("c", "int gettid(void)");
        NativeFunction count = await session.FaultAsync("int next_count(void)");
        var counts = new System.Collections.Concurrent.ConcurrentBag<int>();
        Exception?[] failures = await OnThreadsAsync(8, _ =>
        {
            for (int i = 0; i < 50; i++)
            {
                // The thread of calls is the process's first.
                Assert.Equal(session.ProcessId, (int)thread.Invoke());
                counts.Add((int)count.Invoke());
            }
        });
        Assert.All(failures, Assert.Null);
        Assert.Equal(Enumerable.Range(1, 400), counts.Order());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Disposing_a_host_ends_every_call_exactly_once()
    {
        ResourceSnapshot before = await WarmAsync();
        RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 3 });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        Task<NativeResult>[] calls = [.. Enumerable.Range(0, 8).Select(i => sleep.InvokeAsync($"call {i}", 600_000).AsTask())];
        await Eventually.HoldsAsync(() => recorded.Recording.Output.Length == 3, "three calls did not start");

        await recorded.DisposeAsync().AsTask().WaitAsync(Patience.Unexpected);
        Exception?[] ends = await Task.WhenAll(calls.Select(call => Record.ExceptionAsync(() => call).AsTask())).WaitAsync(Patience.Unexpected);
        Assert.Equal(3, ends.Count(end => end is WorkerLostException { Started: true }));
        Assert.Equal(5, ends.Count(end => end is ObjectDisposedException));
        Assert.Empty(recorded.Recording.Crashes);
        await before.IsRestoredAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_can_be_disposed_while_calls_begin_and_end()
    {
        ResourceSnapshot before = await WarmAsync();
        for (int round = 0; round < 5; round++)
        {
            RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 3 });
            NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
            var begun = new CountdownEvent(4);
            Task<Exception?[]> threads = OnThreadsAsync(4, thread =>
            {
                for (int i = 0; ; i++)
                {
                    Assert.Equal(thread + i, (int)add.Invoke(thread, i));
                    if (i == 20)
                    {
                        begun.Signal();
                    }
                }
            });
            Assert.True(begun.Wait(Patience.Unexpected));
            await recorded.DisposeAsync();
            Assert.All(await threads.WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken), end => Assert.True(end is WorkerLostException or ObjectDisposedException, end?.ToString()));
            Assert.Empty(recorded.Recording.Crashes);
        }

        await before.IsRestoredAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_and_a_session_can_be_disposed_twice_and_from_many_threads()
    {
        ResourceSnapshot before = await WarmAsync();
        RecordedHost recorded = await RecordedHost.StartAsync();
        NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        Assert.All(await OnThreadsAsync(4, _ => session.Dispose()), Assert.Null);
        Assert.All(await OnThreadsAsync(4, _ => recorded.Host.Dispose()), Assert.Null);
        recorded.Host.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => add.Invoke(1, 2));
        Assert.Throws<ObjectDisposedException>(() => recorded.Host.OpenSession());
        Assert.Throws<ObjectDisposedException>(() => recorded.Host.Load("m"));
        await before.IsRestoredAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Ten_hosts_one_after_the_other_leave_nothing_behind()
    {
        ResourceSnapshot before = await WarmAsync();
        for (int i = 0; i < 10; i++)
        {
            await using RecordedHost recorded = await RecordedHost.StartAsync();
            await using NativeSession session = await recorded.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
            Assert.Equal(3, (int)await (await session.FaultAsync("int add(int a, int b)")).InvokeAsync(1, 2));
        }

        await before.IsRestoredAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_host_disposed_right_after_its_start_leaves_nothing_behind()
    {
        ResourceSnapshot before = await WarmAsync();
        for (int i = 0; i < 5; i++)
        {
            await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Spares = 3 }, TestContext.Current.CancellationToken);
        }

        await before.IsRestoredAsync();
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task More_calls_than_may_wait_are_rejected()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1, MaxQueuedCalls = 2 });
        NativeFunction sleep = await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)");
        NativeFunction hold = await recorded.Host.FaultAsync(HeldCall.Prototype);
        var held = new HeldCall();
        Task first = hold.InvokeAsync(held.Arguments).AsTask();
        await held.EnteredAsync();
        Task[] waiting = [sleep.InvokeAsync("second", 0).AsTask(), sleep.InvokeAsync("third", 0).AsTask()];
        QueueFullException full = await Assert.ThrowsAsync<QueueFullException>(async () => await sleep.InvokeAsync("fourth", 0));
        Assert.Equal(2, full.Limit);
        held.Release();
        await Task.WhenAll([first, .. waiting]);
    }

    /// <summary>What .NET opens once and keeps is there after a first host.</summary>
    private static async Task<ResourceSnapshot> WarmAsync()
    {
        await using (RecordedHost recorded = await RecordedHost.StartAsync())
        {
            await (await recorded.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(1, 2);
        }

        await Eventually.HoldsAsync(() => ProcessTable.Children().Length == 0, "children of earlier tests");
        return ResourceSnapshot.Take();
    }

    /// <summary>Runs something on so many threads of their own; how each ended.</summary>
    private static Task<Exception?[]> OnThreadsAsync(int count, Action<int> action) => Task.WhenAll(Enumerable.Range(0, count).Select(thread =>
        Task.Factory.StartNew(() => Record.Exception(() => action(thread)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
}
