// More callers than workers, and than processors: every call is answered, by its own answer, and everybody has a turn.
using System.Diagnostics;
using System.Globalization;
using FfiIsolation.ProcessTests.Support;
using FfiIsolation.Tests;

namespace FfiIsolation.ProcessTests.Lanes;

public sealed class CrowdTests
{
    private const int Threads = 4;

    /// <summary>A sleep for an answer is looked after every half second: a wake-up that is lost shows as a call that long.</summary>
    private static readonly TimeSpan s_lostWakeUp = TimeSpan.FromSeconds(0.45);

    /// <summary>The calls of all threads together; ten million in FFI_STRESS_CALLS are some seconds on an idle machine.</summary>
    private static readonly long s_calls = long.Parse(Environment.GetEnvironmentVariable("FFI_STRESS_CALLS") ?? "200000", CultureInfo.InvariantCulture);

    /// <summary>Of each thread: fewer tell nothing.</summary>
    private const int LeastCalls = 1000;

    /// <summary>On a machine whose processors others want, a hand-over can cost a turn of the scheduler: after this, the calls that were made are enough.</summary>
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(10) * Math.Max(1, s_calls / 1e6);

    private static readonly TimeSpan s_unexpected = s_enough + (2 * Patience.Unexpected);

    /// <summary>Whether they wait for one that calls back to back, sleep for one that takes its time, or arrive while both sides fall asleep, is left to chance and to the pauses.</summary>
    [Fact]
    public async Task Four_threads_on_two_workers_lose_no_call_and_get_no_answer_of_another()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 2 });
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        int calls = (int)(s_calls / Threads);
        long start = Stopwatch.GetTimestamp();
        using var stalls = new StallWatch();
        Task<long>[] callers = [.. Enumerable.Range(0, Threads).Select(thread => OnThread(() =>
        {
            var random = new Random(thread);
            long longest = 0;
            for (int i = 0; i < calls && (i < LeastCalls || Stopwatch.GetElapsedTime(start) < s_enough); i++)
            {
                long begin = Stopwatch.GetTimestamp();
                int sum = (int)add.Invoke(thread, i);
                longest = Math.Max(longest, Stopwatch.GetTimestamp() - begin);
                Assert.Equal(thread + i, sum);
                Pause(random);
            }

            return longest;
        }))];
        long[] longest = await Task.WhenAll(callers).WaitAsync(s_unexpected, TestContext.Current.CancellationToken);

        // Unless the machine held up everybody.
        Assert.All(longest, ticks => Assert.InRange(Stopwatch.GetElapsedTime(0, ticks), TimeSpan.Zero, s_lostWakeUp + (2 * stalls.Longest)));
        Assert.DoesNotContain(recorded.Recording.Entries, entry => entry.Contains(nameof(SupervisionEventKind.WorkerDied), StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Who_calls_without_a_pause_lets_others_in()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1 });
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        bool isEnough = false;
        Task<long>[] greedy = [.. Enumerable.Range(0, 2).Select(_ => OnThread(() =>
        {
            long calls = 0;
            for (; !Volatile.Read(ref isEnough); calls++)
            {
                add.Invoke(1, 2);
            }

            return calls;
        }))];
        await OnThread(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(i + 1, (int)add.Invoke(i, 1));
            }

            return 0L;
        }).WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken);
        Volatile.Write(ref isEnough, true);
        Assert.All(await Task.WhenAll(greedy), calls => Assert.True(calls > 0));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_that_take_long_are_made_by_as_many_workers_as_there_may_be()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 3 });
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        NativeFunction sleep = await recorded.Host.FunctionAsync("c", "unsigned sleep(unsigned seconds)");
        Task[] sleeping = [.. Enumerable.Range(0, 2).Select(_ => OnThread(() => (long)sleep.Invoke(1000)))];

        // Two workers are out of reach for longer than this test lasts: these calls get the third, whichever of them was hot before.
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => OnThread(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Assert.Equal(thread + i, (int)add.Invoke(thread, i));
            }

            return 0L;
        }))).WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken);
        Assert.All(sleeping, task => Assert.False(task.IsCompleted));
        await recorded.Host.DisposeAsync();
        foreach (Task task in sleeping)
        {
            await Assert.ThrowsAsync<WorkerLostException>(() => task);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_worker_that_dies_while_others_wait_for_it_costs_them_nothing()
    {
        const int Crashes = 5;
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { MaxWorkers = 1 });
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        NativeFunction crash = await recorded.Host.FaultAsync("int null_read(void)");
        bool isEnough = false;
        Task<long>[] callers = [.. Enumerable.Range(0, Threads - 1).Select(thread => OnThread(() =>
        {
            for (int i = 0; !Volatile.Read(ref isEnough); i++)
            {
                Assert.Equal(thread + i, (int)add.Invoke(thread, i));
            }

            return 0L;
        }))];
        await OnThread(() =>
        {
            for (int i = 0; i < Crashes; i++)
            {
                Assert.Throws<NativeCrashException>(() => crash.Invoke());
            }

            return 0L;
        });
        Volatile.Write(ref isEnough, true);
        await Task.WhenAll(callers).WaitAsync(Patience.Unexpected, TestContext.Current.CancellationToken);

        // A death is told after its exception, when all is known of it.
        await Eventually.HoldsAsync(() => recorded.Recording.Crashes.Length >= Crashes, () => $"{recorded.Recording.Crashes.Length} crashes were told.");
        Assert.Equal(Crashes, recorded.Recording.Crashes.Length);
    }

    /// <summary>Nothing mostly; at times long enough for whoever waits to fall asleep.</summary>
    private static void Pause(Random random)
    {
        switch (random.Next(1000))
        {
            case 0:
                Thread.Yield();
                break;
            case < 5:
                Thread.SpinWait(3000);
                break;
            case < 100:
                Thread.SpinWait(random.Next(50));
                break;
        }
    }

    private static Task<long> OnThread(Func<long> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
