using System.Diagnostics;
using FfiIsolation.ProcessTests.Lanes;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Diagnostics;

public sealed class ActivityTests
{
    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(BothLanesTests.Lanes), MemberType = typeof(BothLanesTests))]
    public async Task A_call_is_an_activity_below_that_of_its_caller(LaneChoice lane)
    {
        string name = $"activities {lane}";
        using var traces = new Traces(name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = name, Lane = lane });
        NativeFunction add = await host.FaultAsync("int add(int a, int b)");
        NativeFunction sleep = await host.FaultAsync("void sleep_for(int milliseconds)");
        using var caller = new Activity("caller");
        caller.Start();
        add.Invoke(1, 2);
        Assert.Same(caller, Activity.Current);
        ValueTask<NativeResult> slow = sleep.InvokeAsync(20);
        Assert.Same(caller, Activity.Current); // while it runs
        await slow;
        Assert.Same(caller, Activity.Current);
        await add.InvokeAsync(3, 4);
        Assert.Same(caller, Activity.Current);

        Activity[] calls = traces.Of("ffi.call");
        Assert.Equal(["add", "sleep_for", "add"], calls.Select(call => call.DisplayName));
        Assert.All(calls, call =>
        {
            Assert.Equal((caller.SpanId, caller.TraceId, ActivityKind.Internal), (call.ParentSpanId, call.TraceId, call.Kind));
            Assert.Equal(ActivityStatusCode.Unset, call.Status);
            Assert.Equal(call.DisplayName, call.GetTagItem("ffi.function"));
            Assert.Equal("libfaults.so", call.GetTagItem("ffi.library"));
            Assert.Equal("completed", call.GetTagItem("ffi.outcome"));
            Assert.Empty(call.Events);
        });
        Assert.InRange(calls[1].Duration, TimeSpan.FromMilliseconds(20), Patience.Unexpected);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_failed_call_has_its_exception_and_a_dead_worker_an_activity_of_its_own()
    {
        const string Name = "failures";
        using var traces = new Traces(Name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = Name });
        NativeFunction crash = await host.FaultAsync("int null_read(void)");
        using var caller = new Activity("caller");
        caller.Start();
        NativeCrashException crashed = await Assert.ThrowsAsync<NativeCrashException>(async () => await crash.InvokeAsync());
        Assert.Throws<ArgumentException>(() => crash.Invoke(1));

        Activity[] calls = traces.Of("ffi.call");
        Assert.Equal(["crashed", "rejected"], calls.Select(call => call.GetTagItem("ffi.outcome")));
        Assert.Equal((ActivityStatusCode.Error, crashed.Message), (calls[0].Status, calls[0].StatusDescription));
        ActivityEvent thrown = Assert.Single(calls[0].Events);
        Assert.Equal("exception", thrown.Name);
        Assert.Contains(thrown.Tags, tag => tag is { Key: "exception.type", Value: "FfiIsolation.NativeCrashException" });
        Assert.Contains(thrown.Tags, tag => tag.Key == "exception.message" && Equals(tag.Value, crashed.Message));
        Assert.Equal("null_pointer", calls[0].GetTagItem("ffi.crash.cause"));
        Assert.Equal(crashed.Report.ProcessId, calls[0].GetTagItem("ffi.worker.pid"));

        Activity death = await traces.OneAsync("ffi.worker.death");
        Assert.Equal(default, death.ParentSpanId);
        Assert.Equal((crashed.Report.ProcessId, crashed.Report.Generation), (death.GetTagItem("ffi.worker.pid"), death.GetTagItem("ffi.worker.generation")));
        Assert.Equal(("null_pointer", "null_read"), (death.GetTagItem("ffi.crash.cause"), death.GetTagItem("ffi.function")));
        Activity start = await traces.OneAsync("ffi.worker.start", activity => Equals(activity.GetTagItem("ffi.worker.pid"), crashed.Report.ProcessId));
        Assert.Equal(ActivityStatusCode.Unset, start.Status);
        Assert.InRange(start.Duration, TimeSpan.FromMilliseconds(1), Patience.Unexpected);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_handler_is_not_in_the_activity_in_which_the_host_was_started()
    {
        using var starter = new Activity("starter");
        starter.Start();
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        var seen = new TaskCompletionSource<Activity?>();
        host.CrashReported += (_, _) => seen.TrySetResult(Activity.Current);
        await Assert.ThrowsAsync<NativeCrashException>(async () => await (await host.FaultAsync("int null_read(void)")).InvokeAsync());
        Assert.Null(await seen.Task.WaitAsync(Patience.Unexpected));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_start_that_fails_is_an_activity_that_says_why()
    {
        const string Name = "no start";
        using var traces = new Traces(Name);
        using var measured = new Measurements(Name);
        WorkerUnavailableException refused = await Assert.ThrowsAsync<WorkerUnavailableException>(
            () => NativeHost.StartAsync(new NativeHostOptions { Name = Name, WorkerPath = "/bin/false", Spares = 0, StartRetries = 1, StartRetryDelay = TimeSpan.FromMilliseconds(1) }));
        Activity start = await traces.OneAsync("ffi.worker.start");
        Assert.Equal((ActivityStatusCode.Error, refused.Message), (start.Status, start.StatusDescription));
        Assert.Equal((1, 1, 0), (measured.Sum("ffi.worker.start.retries"), measured.Sum("ffi.worker.start.failures"), measured.Sum("ffi.worker.starts")));
    }

    /// <summary>When it is asked whether it wants an activity, or told of its end.</summary>
    [Theory(Timeout = Patience.Deadline)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_listener_that_throws_costs_no_start_and_no_call(bool asSampler)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NativeHost.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => asSampler ? throw new InvalidTimeZoneException() : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ => throw new InvalidTimeZoneException(),
        };
        ActivitySource.AddActivityListener(listener);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options);
        NativeFunction add = await host.FaultAsync("int add(int a, int b)"), crash = await host.FaultAsync("int null_read(void)");
        var list = new CallList();
        list.Add(add, 1, 2);
        using var caller = new Activity("caller");
        caller.Start();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal((3, 3), ((int)add.Invoke(1, 2), (int)await add.InvokeAsync(1, 2)));
            Assert.Null(list.Run());
            Assert.Throws<NativeCrashException>(() => crash.Invoke());
            Assert.Same(caller, Activity.Current);
        }
    }
}
