using System.Collections.Concurrent;
using System.Globalization;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Hangs;

/// <summary>Calls that take longer than they should: told, and left alone.</summary>
public sealed class SlowCallTests
{
    private static readonly NativeHostOptions s_oneWorker = RecordedHost.Options with { MaxWorkers = 1, Spares = 0 };

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("sleep_for", HangState.Sleeping, "nanosleep")]
    [InlineData("wait_for_event", HangState.WaitingForInput, "epoll_wait")]
    public Task A_slow_call_is_told_once_with_its_stack_and_returns_as_if_nobody_had_looked(string function, HangState state, string systemCall) => Eventually.InTimeAsync(50, async time =>
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(s_oneWorker with { SlowCallThreshold = time });
        var slow = new ConcurrentQueue<SlowCallEventArgs>();
        recorded.Host.SlowCallReported += (_, happened) => slow.Enqueue(happened);
        string call = string.Create(CultureInfo.InvariantCulture, $"{function}({12 * time.TotalMilliseconds})");
        NativeResult result = await FaultCall.Read(call).InvokeAsync(recorded.Host, new CallOptions { Timeout = Timeout.InfiniteTimeSpan });

        // epoll_wait ends with EINTR where its thread is stopped, and says so here; sleep_for would have come back early.
        Assert.Contains(result.ToString(), (string[])["", "0"]);
        await Eventually.HoldsAsync(() => !slow.IsEmpty, "nobody was told");
        SlowCallEventArgs told = Assert.Single(slow);
        Assert.Equal(function, told.Call.Function);
        Assert.InRange(told.Elapsed, time, Patience.Unexpected);
        Assert.Contains(recorded.Recording.Entries, entry => entry.StartsWith($"Warning SlowCall {call}", StringComparison.Ordinal) && entry.Contains("libfaults.so", StringComparison.Ordinal));
        Assert.Equal(5, (int)await (await recorded.Host.FaultAsync("int add(int a, int b)")).InvokeAsync(2, 3));
        Assert.Empty(recorded.Recording.Crashes);
        if (told.Hang.Stack.All(frame => frame.Symbol != function))
        {
            return null; // slow before it had begun
        }

        Assert.Equal(state, told.Hang.State);
        Assert.EndsWith(systemCall, told.Hang.SystemCall, StringComparison.Ordinal);
        return told;
    });

    [Fact(Timeout = Patience.Deadline)]
    public Task A_call_that_is_slow_and_then_late_is_told_twice_over() => Eventually.InTimeAsync(50, async time =>
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(s_oneWorker with { SlowCallThreshold = time });
        var slow = new ConcurrentQueue<SlowCallEventArgs>();
        recorded.Host.SlowCallReported += (_, happened) => slow.Enqueue(happened);
        CallTimeoutException late = await Assert.ThrowsAsync<CallTimeoutException>(() => FaultCall.Read("spin()").InvokeAsync(recorded.Host, new CallOptions { Timeout = 15 * time }));
        await Eventually.HoldsAsync(() => !slow.IsEmpty, "nobody was told");
        SlowCallEventArgs told = Assert.Single(slow);

        // Unless it was slow before it had begun, or no processor had time for it.
        return told.Hang.Stack.Count > 0 && told.Hang.Stack[0].Symbol == "spin" && late.Report.Hang!.State == HangState.Spinning ? told : null;
    });

    [Fact(Timeout = Patience.Deadline)]
    public async Task Quick_calls_are_not_told()
    {
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { SlowCallThreshold = TimeSpan.FromSeconds(10) });
        recorded.Host.SlowCallReported += (_, happened) => Assert.Fail(happened.ToString());
        NativeFunction add = await recorded.Host.FaultAsync("int add(int a, int b)");
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i + 1, (int)add.Invoke(i, 1));
        }

        await FaultCall.Read("sleep_for(300)").InvokeAsync(recorded.Host);
        Assert.DoesNotContain(recorded.Recording.Entries, entry => entry.Contains("SlowCall", StringComparison.Ordinal));
    }
}
