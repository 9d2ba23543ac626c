using System.Diagnostics;
using FfiIsolation.ProcessTests.Lists;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Diagnostics;

/// <summary>Call lists as metrics and traces have them: each call by its function and its own outcome, the list as one activity.</summary>
public sealed class ListTelemetryTests
{
    private const string Add = "int add(int a, int b)";

    public static TheoryData<LaneChoice, bool> Lanes => CallListTests.Lanes;

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Calls_are_counted_by_function_and_outcome_and_the_list_is_one_activity(LaneChoice lane, bool isAsync)
    {
        string name = $"lists {lane} {isAsync}";
        using var measured = new Measurements(name);
        using var traces = new Traces(name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = name, Lane = lane });
        NativeFunction add = await host.FaultAsync(Add), divide = await host.FaultAsync("int divide(int a, int b)");
        using var caller = new Activity("caller");
        caller.Start();
        var list = new CallList();
        ListedCall first = list.Add(add, 1, 2);
        list.Add(divide, first, 3).Expect(1);
        list.Add(add, first, 1);
        Assert.Null(await RunAsync(list, isAsync));
        Assert.Same(caller, Activity.Current);
        Assert.Equal(["1 divide completed", "2 add completed"], Calls(measured));

        // The list stops, and what it does not come to is no call.
        first.SetArgument(1, 5);
        Assert.Same(list[1], await RunAsync(list, isAsync));
        Assert.Equal(["1 add completed", "1 divide completed", "1 divide completed", "2 add completed"], Calls(measured));

        // A crash is one call's.
        list = new CallList();
        list.Add(add, 1, 2);
        list.Add(divide, 1, 0);
        list.Add(add, 1, 2);
        NativeCrashException crash = await Assert.ThrowsAsync<NativeCrashException>(() => RunAsync(list, isAsync));
        Assert.Equal(["1 add completed", "1 add completed", "1 divide completed", "1 divide completed", "1 divide crashed FfiIsolation.NativeCrashException", "2 add completed"], Calls(measured));
        Assert.All(measured.Of("ffi.calls"), one => Assert.Equal(("listed", "libfaults.so", name), (one.Tags["ffi.call.kind"], one.Tags["ffi.library"], one.Tags["ffi.host"])));
        Assert.Empty(measured.Of("ffi.call.duration"));

        Measurements.Taken[] durations = measured.Of("ffi.call_list.duration");
        Assert.Equal([("completed", null), ("completed", null), ("crashed", "FfiIsolation.NativeCrashException")], durations.Select(one => ((string)one.Tags["ffi.outcome"]!, (string?)one.Tags.GetValueOrDefault("error.type"))));
        Assert.All(durations, one => Assert.InRange(one.Value, 1e-9, Patience.Unexpected.TotalSeconds));

        Activity[] activities = traces.Of("ffi.call_list");
        Assert.Empty(traces.Of("ffi.call"));
        Assert.Equal([(null, null), (1, "divide"), (1, "divide")], activities.Select(one => ((int?)one.GetTagItem("ffi.call_list.index"), (string?)one.GetTagItem("ffi.function"))));
        Assert.All(activities, one => Assert.Equal((caller.SpanId, "call list", 3), (one.ParentSpanId, one.DisplayName, one.GetTagItem("ffi.call_list.size"))));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error], activities.Select(one => one.Status));
        Assert.Equal((crash.Report.ProcessId, "arithmetic_error"), (activities[2].GetTagItem("ffi.worker.pid"), activities[2].GetTagItem("ffi.crash.cause")));
        await Eventually.HoldsAsync(() => measured.Sum("ffi.crashes", "ffi.function", "divide") == 1, "the crash was not counted");
    }

    [Theory(Timeout = Patience.Deadline)]
    [MemberData(nameof(Lanes))]
    public async Task Each_call_has_its_own_outcome_where_others_failed(LaneChoice lane, bool isAsync)
    {
        string name = $"outcomes {lane} {isAsync}";
        using var measured = new Measurements(name);
        await using NativeHost host = await NativeHost.StartAsync(RecordedHost.Options with { Name = name, Lane = lane });
        NativeFunction add = await host.FaultAsync(Add), echo = await host.FaultAsync("int8_t echo_int8(int8_t v)"), fill = await host.FaultAsync("void fill(char *dst, size_t size, char c)");
        NativeFunction thrower = await host.FunctionAsync(Faults.CppLibrary, "int cpp_throw_int(int value)"), callBack = await host.FaultAsync("int call_back(int (*callback)(int value), int value)");

        // One threw, and one runs all the same.
        var list = new CallList();
        list.Add(thrower, 1);
        list.Add(add, 1, 2);
        list.Add(fill, NativeBuffer.Out<byte>(2), 2, 65).Always();
        await Assert.ThrowsAsync<CppException>(() => RunAsync(list, isAsync));
        Assert.Equal(["1 cpp_throw_int threw FfiIsolation.CppException", "1 fill completed"], Calls(measured));

        // One was not made, since what is linked to it does not fit; that is nobody's exception.
        list = new CallList();
        list.Add(echo, list.Add(add, 1000, 2));
        Assert.Same(list[1], await RunAsync(list, isAsync));
        Assert.Equal(["1 add completed", "1 cpp_throw_int threw FfiIsolation.CppException", "1 echo_int8 rejected", "1 fill completed"], Calls(measured));
        Assert.DoesNotContain(measured.Of("ffi.call_list.duration")[1].Tags.Keys, key => key == "error.type");

        // One left its buffer. All have run, as those have after which a callback threw.
        list = new CallList();
        list.Add(add, 1, 2);
        list.Add(fill, NativeBuffer.Out<byte>(2), 3, 65);
        await Assert.ThrowsAsync<BufferOverrunException>(() => RunAsync(list, isAsync));
        Assert.Contains("1 fill overran FfiIsolation.BufferOverrunException", Calls(measured));
        list = new CallList();
        list.Add(callBack, NativeCallback.Of<int, int>(_ => throw new InvalidTimeZoneException()), 1);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RunAsync(list, isAsync));
        Assert.Contains("1 call_back completed", Calls(measured));
        Assert.Equal(["threw", "completed", "overran", "threw"], measured.Of("ffi.call_list.duration").Select(one => one.Tags["ffi.outcome"]));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_of_a_list_of_which_nothing_ran_are_rejected_and_of_one_that_nobody_waited_for_cancelled()
    {
        const string Name = "no lists";
        using var measured = new Measurements(Name);
        await using RecordedHost recorded = await RecordedHost.StartAsync(RecordedHost.Options with { Name = Name, CancellationGrace = TimeSpan.FromMilliseconds(50), MaxWorkers = 1 });
        NativeFunction add = await recorded.Host.FaultAsync(Add);
        var list = new CallList();
        list.Add(add, 1, 2);
        list.Add(await recorded.Host.FaultAsync("void say_and_sleep(const char *text, int milliseconds)"), "inside a list", 1_000_000_000);
        using var source = new CancellationTokenSource();
        Task running = list.RunAsync(source.Token);
        await recorded.Recording.UntilSaidAsync("inside a list");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(["1 add cancelled System.Threading.Tasks.TaskCanceledException", "1 say_and_sleep cancelled System.Threading.Tasks.TaskCanceledException"], Calls(measured));

        // The host is gone: it is known that nothing ran.
        var late = new CallList();
        late.Add(add, 1, 2);
        late.Add(await recorded.Host.FaultAsync("int divide(int a, int b)"), 1, 1);
        await recorded.Host.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late.RunAsync());
        Assert.Throws<ObjectDisposedException>(late.Run);
        Assert.Equal([ListedCallState.NotRun, ListedCallState.NotRun], [late[0].State, late[1].State]);
        Assert.Equal(4, Calls(measured).Count(call => call.EndsWith(" rejected System.ObjectDisposedException", StringComparison.Ordinal)));
        Assert.Equal(["cancelled", "rejected", "rejected"], measured.Of("ffi.call_list.duration").Select(one => one.Tags["ffi.outcome"]));
    }

    private static Task<ListedCall?> RunAsync(CallList list, bool isAsync) => isAsync ? list.RunAsync() : Task.FromResult(list.Run());

    private static string[] Calls(Measurements measured) =>
        [.. measured.Of("ffi.calls").Select(one => $"{one.Value} {one.Tags["ffi.function"]} {one.Tags["ffi.outcome"]} {one.Tags.GetValueOrDefault("error.type")}".TrimEnd()).Order(StringComparer.Ordinal)];
}
