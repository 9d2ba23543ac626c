using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Supervision;

/// <summary>An application all of whose pool threads wait, as those of a server do whose requests call synchronously.</summary>
public sealed class StarvedPoolTests
{
    /// <summary>The pool makes a thread or two a second for what it has not come to: not as many in the time of this test.</summary>
    private const int Waiting = 500;

    [Fact(Timeout = Patience.Deadline)]
    public async Task Callers_that_wait_for_a_worker_get_one_while_no_thread_of_the_pool_is_free()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Lane = LaneChoice.SharedMemory, MaxWorkers = 2, Spares = 1 });
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)"), add = await recorded.Host.FaultAsync("int add(int a, int b)");
        using var gate = new ManualResetEventSlim();
        using var inside = new CountdownEvent(Waiting);
        for (int i = 0; i < Waiting; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    gate.Wait();
                    inside.Signal();
                },
                null);
        }

        Exception? failure = null;
        var caller = new Thread(() => failure = Record.Exception(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                Assert.Throws<NativeCrashException>(() => crash.Invoke());
                Assert.Equal(3, (int)add.Invoke(1, 2));
            }
        }));
        caller.Start();
        bool ended = caller.Join(Patience.Unexpected);
        gate.Set();
        caller.Join();
        Assert.True(inside.Wait(Patience.Unexpected), "the pool's threads are not free again");
        Assert.Null(failure);
        Assert.True(ended, "they waited until the pool had threads again");
    }
}
